package oracle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.internals.InternalTopicConfig;
import org.apache.kafka.streams.processor.internals.InternalTopologyBuilder;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The internal topics of a scenario's topology, as Kafka Streams would create them: numbers of partitions that are set, and settings. */
final class InternalTopics {
    private InternalTopics() { }

    /** What an application may say for all of its topics; some of it does not hold for some. */
    private static final Map<String, String> FOR_ALL = new TreeMap<>(Map.of(
        "segment.bytes", "2097152",
        "retention.ms", "5",
        "min.compaction.lag.ms", "5",
        "cleanup.policy", "compact,delete"
    ));
    private static final long ADDITIONAL_RETENTION_MS = 86_400_000L;

    /** Null for a scenario that does not build. */
    static ObjectNode of(final JsonNode json) {
        final InternalTopologyBuilder builder;
        final Scenario scenario;
        try {
            scenario = Scenario.parse(json);
            scenario.config().setProperty(StreamsConfig.STATE_DIR_CONFIG, System.getProperty("java.io.tmpdir"));
            final Topology topology = new Interpreter(scenario.config()).build(scenario.nodes(), scenario.config());
            builder = inside(topology).rewriteTopology(new StreamsConfig(scenario.config()));
            builder.buildTopology();
        } catch (final RuntimeException e) {
            return null;
        }
        final Map<String, InternalTopicConfig> topics = new TreeMap<>();
        for (final InternalTopologyBuilder.TopicsInfo info : builder.subtopologyToTopicsInfo().values()) {
            final List<InternalTopicConfig> all = new ArrayList<>(info.repartitionSourceTopics.values());
            all.addAll(info.nonSourceChangelogTopics());
            all.forEach(topic -> topics.put(topic.name(), topic));
        }
        final ObjectNode result = Json.object();
        result.put("name", scenario.name());
        final ObjectNode shown = result.putObject("topics");
        topics.forEach((name, topic) -> {
            final ObjectNode one = shown.putObject(name);
            topic.numberOfPartitions().ifPresentOrElse(count -> one.put("partitions", count), () -> one.putNull("partitions"));
            one.set("settings", settings(topic, Map.of()));
            one.set("settingsOfAll", settings(topic, FOR_ALL));
        });
        return result;
    }

    private static ObjectNode settings(final InternalTopicConfig topic, final Map<String, String> forAll) {
        final ObjectNode settings = Json.object();
        new TreeMap<>(topic.properties(forAll, ADDITIONAL_RETENTION_MS)).forEach(settings::put);
        return settings;
    }

    private static InternalTopologyBuilder inside(final Topology topology) {
        try {
            final Field field = Topology.class.getDeclaredField("internalTopologyBuilder");
            field.setAccessible(true);
            return (InternalTopologyBuilder) field.get(topology);
        } catch (final ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
