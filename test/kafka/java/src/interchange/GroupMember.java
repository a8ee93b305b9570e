package interchange;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A member of a group that reads one topic and says what it is given and what is taken from it, a line each, until
 * its standard input ends. Arguments: bootstrap, group, topic, and its assignors' classes, with commas between them.
 */
public final class GroupMember {
  public static void main(String[] args) throws Exception {
    var config = new Properties();
    config.putAll(Map.of(
        "bootstrap.servers", args[0],
        "group.id", args[1],
        "partition.assignment.strategy", args[3],
        "auto.offset.reset", "earliest",
        "heartbeat.interval.ms", "300",
        "session.timeout.ms", "10000"));
    try (var consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.subscribe(java.util.List.of(args[2]), new Teller());
      while (System.in.available() == 0) consumer.poll(Duration.ofMillis(100));
    }
    System.out.println("closed");
  }

  private static final class Teller implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      say("assigned", partitions);
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      say("revoked", partitions);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      say("lost", partitions);
    }

    private static void say(String what, Collection<TopicPartition> partitions) {
      var names = partitions.stream().map(TopicPartition::toString).collect(Collectors.toCollection(TreeSet::new));
      System.out.println(what + " " + String.join(" ", names));
    }
  }
}
