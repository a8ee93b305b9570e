package assignment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Command line: infos, tasks, read. One line of JSON a case. */
public final class Main {
    static final ObjectMapper JSON = new ObjectMapper();

    private Main() { }

    public static void main(final String[] args) throws Exception {
        final PrintStream out = new PrintStream(new java.io.FileOutputStream(java.io.FileDescriptor.out), false, StandardCharsets.UTF_8);
        switch (args.length == 0 ? "" : args[0]) {
            case "infos" -> {
                final Random random = new Random(Long.parseLong(args[1]));
                for (int i = 0; i < Integer.parseInt(args[2]); i++) {
                    out.println(Infos.subscription(random, 1 + i % 11));
                    out.println(Infos.assignment(random, 1 + i % 11));
                }
            }
            case "tasks" -> {
                final Random random = new Random(Long.parseLong(args[1]));
                for (int i = 0; i < Integer.parseInt(args[2]); i++) {
                    out.println(Tasks.answer(Scenarios.scenario(random)));
                }
            }
            case "read" -> {
                final BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    final JsonNode given = JSON.readTree(line);
                    out.println(given.has("tasks") ? Tasks.answer(given) : Infos.read(given));
                }
            }
            default -> {
                System.err.println("usage: assignment infos SEED COUNT | assignment tasks SEED COUNT | assignment read < cases");
                System.exit(2);
            }
        }
        out.flush();
    }
}
