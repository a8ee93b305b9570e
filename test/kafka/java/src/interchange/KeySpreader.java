package interchange;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends a record for each key, a line of base64 on standard input, and leaves the partition to Kafka's producer.
 * Arguments: bootstrap and the topics, each of which gets all the keys.
 */
public final class KeySpreader {
  public static void main(String[] args) throws Exception {
    Map<String, Object> config = Map.of("bootstrap.servers", args[0]);
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    try (var lines = new BufferedReader(new InputStreamReader(System.in));
        var producer = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        byte[] key = Base64.getDecoder().decode(line);
        for (int index = 1; index < args.length; index += 1) {
          sent.add(producer.send(new ProducerRecord<>(args[index], key, new byte[0])));
        }
      }
      producer.flush();
      for (var one : sent) one.get();
    }
  }
}
