package interchange;

import java.util.Arrays;
import java.util.Properties;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Produced;

/**
 * Kafka Streams counting words, by way of a repartition topic: `WordCount BOOTSTRAP APPLICATION GUARANTEE STATE`
 * counts the words of the topic `APPLICATION-in` and writes every count to `APPLICATION-out`, until it is killed.
 */
public final class WordCount {
  public static void main(String[] args) throws Exception {
    var strings = Serdes.String();
    var longs = Serdes.Long();
    var builder = new StreamsBuilder();
    builder.stream(args[1] + "-in", Consumed.with(strings, strings))
        .flatMapValues(line -> Arrays.asList(line.split(" ")))
        .groupBy((key, word) -> word, Grouped.with(strings, strings))
        .count(Materialized.with(strings, longs))
        .toStream()
        .to(args[1] + "-out", Produced.with(strings, longs));
    var config = new Properties();
    config.put("bootstrap.servers", args[0]);
    config.put("application.id", args[1]);
    config.put("processing.guarantee", args[2]);
    config.put("state.dir", args[3]);
    config.put("replication.factor", "1");
    config.put("commit.interval.ms", "100");
    config.put("statestore.cache.max.bytes", "0"); // every count is written
    config.put("consumer.auto.offset.reset", "earliest");
    config.put("consumer.session.timeout.ms", "6000");
    config.put("consumer.heartbeat.interval.ms", "1000");
    config.put("producer.transaction.timeout.ms", "10000");
    new KafkaStreams(builder.build(), config).start();
    Thread.currentThread().join();
  }
}
