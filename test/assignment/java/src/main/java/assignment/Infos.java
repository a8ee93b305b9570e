package assignment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.assignment.ProcessId;
import org.apache.kafka.streams.processor.internals.assignment.AssignmentInfo;
import org.apache.kafka.streams.processor.internals.assignment.SubscriptionInfo;
import org.apache.kafka.streams.state.HostInfo;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/** What members and leaders tell each other: as facts, and as the bytes that Java makes of them. */
final class Infos {
    private static final int LATEST = 11;

    private Infos() { }

    static ObjectNode subscription(final Random random, final int version) {
        final Map<TaskId, Long> sums = new LinkedHashMap<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            sums.put(task(random, version), offsetSum(random));
        }
        final Map<String, String> tags = new LinkedHashMap<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            tags.put(List.of("zone", "cluster", "größe").get(random.nextInt(3)), "value-" + random.nextInt(3));
        }
        final SubscriptionInfo info = new SubscriptionInfo(
            version,
            version < 3 ? -1 : LATEST,
            new ProcessId(new UUID(random.nextLong(), random.nextLong())),
            random.nextBoolean() ? null : "host-" + random.nextInt(3) + ":" + (8000 + random.nextInt(1000)),
            sums,
            (byte) random.nextInt(),
            random.nextInt(5),
            tags);
        return describe(info, info.encode());
    }

    static ObjectNode assignment(final Random random, final int version) {
        final List<TaskId> active = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            active.add(task(random, version));
        }
        final Map<TaskId, Set<TopicPartition>> standbys = new LinkedHashMap<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            standbys.put(task(random, version), partitions(random, 4));
        }
        final int topics = 1 + random.nextInt(3);
        final AssignmentInfo info = new AssignmentInfo(
            version,
            version < 3 ? -1 : LATEST,
            active,
            standbys,
            hosts(random, topics),
            hosts(random, topics),
            random.nextInt(5));
        if (random.nextBoolean()) {
            info.setNextRebalanceTime(random.nextBoolean() ? 0L : 1_700_000_000_000L + random.nextInt(1_000_000));
        }
        return describe(AssignmentInfo.decode(info.encode()), info.encode());
    }

    /** What Java reads in bytes of ours. */
    static ObjectNode read(final JsonNode given) {
        final ByteBuffer bytes = ByteBuffer.wrap(HexFormat.of().parseHex(given.get("bytes").asText()));
        return given.get("kind").asText().equals("subscription")
            ? describe(SubscriptionInfo.decode(bytes), bytes)
            : describe(AssignmentInfo.decode(bytes), bytes);
    }

    private static ObjectNode describe(final SubscriptionInfo info, final ByteBuffer bytes) {
        final ObjectNode line = Main.JSON.createObjectNode();
        line.put("kind", "subscription");
        line.put("version", info.version());
        line.put("latestSupportedVersion", info.latestSupportedVersion());
        line.put("processId", info.processId().toString());
        line.put("endpoint", info.userEndPoint());
        final ObjectNode sums = line.putObject("offsetSums");
        info.taskOffsetSums().forEach((task, sum) -> sums.put(task.toString(), sum));
        line.put("errorCode", info.errorCode());
        final ObjectNode tags = line.putObject("tags");
        info.clientTags().forEach(tags::put);
        line.put("bytes", hex(bytes));
        return line;
    }

    private static ObjectNode describe(final AssignmentInfo info, final ByteBuffer bytes) {
        final ObjectNode line = Main.JSON.createObjectNode();
        line.put("kind", "assignment");
        line.put("version", info.version());
        line.put("commonlySupportedVersion", info.commonlySupportedVersion());
        final ArrayNode active = line.putArray("activeTasks");
        info.activeTasks().forEach(task -> active.add(task.toString()));
        final ObjectNode standbys = line.putObject("standbyTasks");
        info.standbyTasks().forEach((task, partitions) -> names(standbys.putArray(task.toString()), partitions));
        final ObjectNode hosts = line.putObject("hosts");
        info.partitionsByHost().forEach((host, partitions) -> names(hosts.putArray(host.host() + ":" + host.port()), partitions));
        final ObjectNode standbyHosts = line.putObject("standbyHosts");
        info.standbyPartitionByHost().forEach((host, partitions) -> names(standbyHosts.putArray(host.host() + ":" + host.port()), partitions));
        line.put("errorCode", info.errCode());
        if (info.nextRebalanceMs() == Long.MAX_VALUE) {
            line.putNull("nextRebalanceMs");
        } else {
            line.put("nextRebalanceMs", info.nextRebalanceMs());
        }
        line.put("bytes", hex(bytes));
        return line;
    }

    private static void names(final ArrayNode target, final Collection<TopicPartition> partitions) {
        partitions.stream().map(TopicPartition::toString).sorted().forEach(target::add);
    }

    private static String hex(final ByteBuffer bytes) {
        final ByteBuffer copy = bytes.duplicate();
        copy.rewind();
        final byte[] array = new byte[copy.remaining()];
        copy.get(array);
        return HexFormat.of().formatHex(array);
    }

    private static TaskId task(final Random random, final int version) {
        final boolean isNamed = version >= 10 && random.nextInt(4) == 0;
        return new TaskId(random.nextInt(3), random.nextInt(20), isNamed ? "named" + random.nextInt(2) : null);
    }

    private static long offsetSum(final Random random) {
        return switch (random.nextInt(6)) {
            case 0, 1 -> -2L;
            case 2 -> -3L;
            case 3 -> 0L;
            case 4 -> 1L << 40;
            default -> random.nextInt(1_000_000);
        };
    }

    private static Set<TopicPartition> partitions(final Random random, final int topics) {
        final Set<TopicPartition> partitions = new LinkedHashSet<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            partitions.add(new TopicPartition("topic-" + random.nextInt(topics), random.nextInt(20)));
        }
        return partitions;
    }

    private static Map<HostInfo, Set<TopicPartition>> hosts(final Random random, final int topics) {
        final Map<HostInfo, Set<TopicPartition>> hosts = new LinkedHashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            hosts.put(new HostInfo("host-" + random.nextInt(3), 8000 + random.nextInt(3)), partitions(random, topics));
        }
        return hosts;
    }
}
