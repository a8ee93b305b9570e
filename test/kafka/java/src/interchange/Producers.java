package interchange;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.StringSerializer;

/** Producers by name: plain, idempotent and transactional ones, as their settings say. */
final class Producers {
  private final String bootstrap;
  private final Map<String, KafkaProducer<String, String>> open = new HashMap<>();

  Producers(String bootstrap) {
    this.bootstrap = bootstrap;
  }

  /** {producer, config}: a transactional one has its transactions initialized. */
  Object open(JsonNode request) {
    Map<String, Object> config = new HashMap<>(Map.of("bootstrap.servers", bootstrap, "linger.ms", "50"));
    request.get("config").properties().forEach(setting -> config.put(setting.getKey(), setting.getValue().asText()));
    var producer = new KafkaProducer<>(config, new StringSerializer(), new StringSerializer());
    if (config.containsKey("transactional.id")) producer.initTransactions();
    open.put(request.get("producer").asText(), producer);
    return true;
  }

  Object begin(JsonNode request) {
    producer(request).beginTransaction();
    return true;
  }

  Object commit(JsonNode request) {
    producer(request).commitTransaction();
    return true;
  }

  Object abort(JsonNode request) {
    producer(request).abortTransaction();
    return true;
  }

  Object close(JsonNode request) {
    producer(request).close();
    return true;
  }

  /** {producer, topic, partition, records: [{key, value, timestamp, headers: [{key, value}]}]}: the offsets. */
  Object send(JsonNode request) throws Exception {
    var producer = producer(request);
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    for (JsonNode record : request.get("records")) {
      var toSend = new ProducerRecord<>(
          request.get("topic").asText(),
          request.get("partition").asInt(),
          record.get("timestamp").asLong(),
          record.get("key").textValue(),
          record.get("value").textValue());
      for (JsonNode header : record.get("headers")) {
        String value = header.get("value").textValue();
        byte[] bytes = value == null ? null : value.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        toSend.headers().add(new RecordHeader(header.get("key").textValue(), bytes));
      }
      sent.add(producer.send(toSend));
    }
    producer.flush();
    List<Long> offsets = new ArrayList<>();
    for (var one : sent) offsets.add(one.get().offset());
    return offsets;
  }

  private KafkaProducer<String, String> producer(JsonNode request) {
    return open.get(request.get("producer").asText());
  }
}
