package assignment;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** Groups as they may come to be: who has which tasks and how much of their state, and what is to be assigned. */
final class Scenarios {
    private static final long RUNNING = -2L;
    private static final long UNKNOWN = -3L;
    private static final int UNBOUNDED = -1;

    private Scenarios() { }

    static ObjectNode scenario(final Random random) {
        final ObjectNode scenario = Main.JSON.createObjectNode();
        scenario.put("assignor", List.of("highly-available", "highly-available", "highly-available", "fallback").get(random.nextInt(4)));
        final ObjectNode config = scenario.putObject("config");
        config.put("acceptableRecoveryLag", List.of(0, 10, 10_000, UNBOUNDED).get(random.nextInt(4)));
        config.put("maxWarmupReplicas", 1 + random.nextInt(4));
        config.put("numStandbyReplicas", Math.max(0, random.nextInt(5) - 1));
        final boolean isTagged = random.nextInt(3) == 0;
        final ArrayNode tagNames = config.putArray("rackAwareAssignmentTags");
        if (isTagged) {
            tagNames.add("zone");
            if (random.nextBoolean()) {
                tagNames.add("cluster");
            }
        }
        final ObjectNode tasks = scenario.putObject("tasks");
        final List<String> names = new ArrayList<>();
        final int subtopologies = 1 + random.nextInt(4);
        final boolean isLarge = random.nextInt(6) == 0;
        for (int subtopology = 0; subtopology < subtopologies; subtopology++) {
            final boolean isStateful = random.nextInt(4) > 0;
            for (int partition = random.nextInt(isLarge ? 25 : 9); partition >= 0; partition--) {
                final String name = subtopology + "_" + partition;
                names.add(name);
                if (isStateful) {
                    tasks.put(name, random.nextInt(8) == 0 ? 0 : random.nextInt(50_000));
                } else {
                    tasks.putNull(name);
                }
            }
        }
        clients(random, scenario, names, isTagged);
        return scenario;
    }

    private static void clients(final Random random, final ObjectNode scenario, final List<String> tasks, final boolean isTagged) {
        final ArrayNode clients = scenario.putArray("clients");
        final int count = 1 + random.nextInt(random.nextInt(4) == 0 ? 8 : 4);
        final List<ObjectNode> consumers = new ArrayList<>();
        final List<Integer> homes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            final ObjectNode client = clients.addObject();
            client.put("processId", new UUID(random.nextLong(), random.nextLong()).toString());
            final ObjectNode tags = client.putObject("tags");
            if (isTagged) {
                tags.put("zone", "zone-" + random.nextInt(3));
                tags.put("cluster", "cluster-" + random.nextInt(2));
            }
            final ObjectNode threads = client.putObject("consumers");
            for (int thread = random.nextInt(3); thread >= 0; thread--) {
                final ObjectNode consumer = threads.putObject("client-" + i + "-thread-" + thread);
                consumer.putArray("owned");
                consumer.putObject("offsetSums");
                consumers.add(consumer);
                homes.add(i);
            }
        }
        history(random, scenario, tasks, consumers, homes);
    }

    private static void history(final Random random, final ObjectNode scenario, final List<String> tasks,
                                final List<ObjectNode> consumers, final List<Integer> homes) {
        final int settled = random.nextInt(4);
        final int among = 1 + random.nextInt(consumers.size());
        for (final String task : tasks) {
            final var end = scenario.get("tasks").get(task);
            int owner = -1;
            if (random.nextInt(4) < settled) {
                owner = random.nextInt(among);
                ((ArrayNode) consumers.get(owner).get("owned")).add(task);
                if (!end.isNull()) {
                    ((ObjectNode) consumers.get(owner).get("offsetSums")).put(task, RUNNING);
                }
            }
            if (end.isNull()) {
                continue;
            }
            int home = owner == -1 ? -1 : homes.get(owner);
            for (int i = 0; i < consumers.size(); i++) {
                if (homes.get(i) == home || random.nextInt(4) > 0) {
                    continue;
                }
                ((ObjectNode) consumers.get(i).get("offsetSums")).put(task, offsetSum(random, end.asLong()));
                home = homes.get(i);
            }
        }
    }

    private static long offsetSum(final Random random, final long end) {
        return switch (random.nextInt(8)) {
            case 0 -> UNKNOWN;
            case 1 -> 0L;
            case 2, 3 -> end;
            case 4, 5 -> Math.max(0, end - random.nextInt(20));
            case 6 -> end + 5;
            default -> (long) (end * random.nextDouble());
        };
    }
}
