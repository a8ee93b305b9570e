package interchange;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Kafka's own clients, told what to do by lines of JSON on standard input; each gets one line of answer,
 * `{"answer": …}` or `{"failure": "…"}`. What can be asked for is in Producers and Observer.
 */
public final class Clients {
  public static void main(String[] args) throws Exception {
    var json = new ObjectMapper();
    var answers = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    var lines = new LinkedBlockingQueue<String>();
    new Thread(() -> readUntilEnd(lines), "read").start();
    var producers = new Producers(args[0]);
    var observer = new Observer(args[0]);
    while (true) {
      Object answer;
      try {
        answer = Map.of("answer", answer(json.readTree(lines.take()), producers, observer));
      } catch (Exception problem) {
        answer = Map.of("failure", problem.toString());
      }
      answers.println(json.writeValueAsString(answer));
    }
  }

  /** At the end of input nobody waits for an answer any more. A transaction that is open stays open. */
  private static void readUntilEnd(BlockingQueue<String> lines) {
    try (var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = input.readLine(); line != null; line = input.readLine()) lines.add(line);
    } catch (IOException broken) {
      // As good as ended.
    }
    Runtime.getRuntime().halt(0);
  }

  private static Object answer(JsonNode request, Producers producers, Observer observer) throws Exception {
    return switch (request.get("ask").asText()) {
      case "open" -> producers.open(request);
      case "begin" -> producers.begin(request);
      case "send" -> producers.send(request);
      case "commit" -> producers.commit(request);
      case "abort" -> producers.abort(request);
      case "close" -> producers.close(request);
      case "create" -> observer.create(request);
      case "delete" -> observer.deleteRecords(request);
      case "read" -> observer.read(request);
      case "bounds" -> observer.bounds(request);
      case "times" -> observer.times(request);
      case "producers" -> observer.producers(request);
      default -> throw new IllegalArgumentException(request.toString());
    };
  }
}
