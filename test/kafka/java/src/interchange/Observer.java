package interchange;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Makes topics, and says of a partition what a consumer and an administrator see of it. */
final class Observer {
  private static final Duration READ_MAX = Duration.ofSeconds(20);
  private final String bootstrap;
  private final Admin admin;

  Observer(String bootstrap) {
    this.bootstrap = bootstrap;
    admin = Admin.create(Map.of("bootstrap.servers", bootstrap, "default.api.timeout.ms", "60000"));
  }

  /** {topic, partitions, config}: the topic's id. */
  Object create(JsonNode request) throws Exception {
    Map<String, String> config = new HashMap<>();
    request.get("config").properties().forEach(setting -> config.put(setting.getKey(), setting.getValue().asText()));
    String topic = request.get("topic").asText();
    var wanted = new NewTopic(topic, request.get("partitions").asInt(), (short) 1).configs(config);
    return admin.createTopics(List.of(wanted)).topicId(topic).get().toString();
  }

  /** {topic, partition, before}: the partition's new first offset. */
  Object deleteRecords(JsonNode request) throws Exception {
    var before = RecordsToDelete.beforeOffset(request.get("before").asLong());
    var partition = partition(request);
    return admin.deleteRecords(Map.of(partition, before)).lowWatermarks().get(partition).get().lowWatermark();
  }

  /** {topic, partition, isolation}: every record that a consumer gets. */
  Object read(JsonNode request) {
    Map<String, Object> config = Map.of(
        "bootstrap.servers", bootstrap,
        "isolation.level", request.get("isolation").asText(),
        "auto.offset.reset", "none",
        "fetch.max.wait.ms", "10",
        "max.partition.fetch.bytes", "20000");
    var partition = partition(request);
    List<Object> records = new ArrayList<>();
    try (var consumer = new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      long giveUpAt = System.nanoTime() + READ_MAX.toNanos();
      while (consumer.position(partition) < end) {
        for (var record : consumer.poll(Duration.ofMillis(100))) records.add(described(record));
        if (System.nanoTime() > giveUpAt) {
          throw new IllegalStateException("expected to read up to " + end + ", found " + consumer.position(partition));
        }
      }
    }
    return records;
  }

  /** {topic, partition}: where it begins, where it ends, and where what is committed ends. */
  Object bounds(JsonNode request) throws Exception {
    var committed = new ListOffsetsOptions(IsolationLevel.READ_COMMITTED);
    return Map.of(
        "start", offset(request, OffsetSpec.earliest(), new ListOffsetsOptions()).get("offset"),
        "end", offset(request, OffsetSpec.latest(), new ListOffsetsOptions()).get("offset"),
        "stable", offset(request, OffsetSpec.latest(), committed).get("offset"));
  }

  /** {topic, partition, timestamps}: for each the first record at or after it, at last that with the latest of all. */
  Object times(JsonNode request) throws Exception {
    List<Object> found = new ArrayList<>();
    for (JsonNode timestamp : request.get("timestamps")) {
      found.add(offset(request, OffsetSpec.forTimestamp(timestamp.asLong()), new ListOffsetsOptions()));
    }
    found.add(offset(request, OffsetSpec.maxTimestamp(), new ListOffsetsOptions()));
    return found;
  }

  /** {topic, partition}: what the broker remembers of who wrote to it. */
  Object producers(JsonNode request) throws Exception {
    var partition = partition(request);
    List<Object> producers = new ArrayList<>();
    for (var one : admin.describeProducers(List.of(partition)).partitionResult(partition).get().activeProducers()) {
      Map<String, Object> facts = new LinkedHashMap<>();
      facts.put("producerId", one.producerId());
      facts.put("epoch", one.producerEpoch());
      facts.put("lastSequence", one.lastSequence());
      facts.put("timestamp", one.lastTimestamp());
      facts.put("coordinatorEpoch", one.coordinatorEpoch().orElse(-1));
      facts.put("transactionFirstOffset", one.currentTransactionStartOffset().orElse(-1));
      producers.add(facts);
    }
    return producers;
  }

  private Map<String, Object> offset(JsonNode request, OffsetSpec wanted, ListOffsetsOptions options) throws Exception {
    var partition = partition(request);
    var found = admin.listOffsets(Map.of(partition, wanted), options).partitionResult(partition).get();
    return Map.of("offset", found.offset(), "timestamp", found.timestamp());
  }

  private static TopicPartition partition(JsonNode request) {
    return new TopicPartition(request.get("topic").asText(), request.get("partition").asInt());
  }

  private static Object described(ConsumerRecord<String, String> record) {
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("offset", record.offset());
    described.put("timestamp", record.timestamp());
    described.put("leaderEpoch", record.leaderEpoch().orElse(-1));
    described.put("key", record.key());
    described.put("value", record.value());
    described.put("headers", Arrays.stream(record.headers().toArray()).map(header -> {
      Map<String, Object> pair = new LinkedHashMap<>();
      pair.put("key", header.key());
      pair.put("value", header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8));
      return pair;
    }).toList());
    return described;
  }
}
