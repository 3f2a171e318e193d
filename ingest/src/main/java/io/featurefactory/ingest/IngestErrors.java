package io.featurefactory.ingest;

import io.featurefactory.ingest.registry.UnknownSchemaException;
import io.featurefactory.lake.StreamPartition;
import io.featurefactory.model.EventStream;
import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FactoryException.Kind;
import io.featurefactory.model.Suggestions;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** Every way in which an ingest says no. */
final class IngestErrors {
  private IngestErrors() {}

  static FactoryException noAnswer(KafkaCluster cluster, Exception cause) {
    return new FactoryException(
        Kind.EXTERNAL,
        "Kafka %s does not answer at %s: %s. Is it running, and do the security settings under kafka: %s: in factory.yaml fit?"
            .formatted(cluster.name(), cluster.brokers(), reason(cause), cluster.name()),
        cause);
  }

  static String away(KafkaCluster cluster, long seconds) {
    return "Kafka %s at %s has not answered for %d s; reading goes on when it does"
        .formatted(cluster.name(), cluster.brokers(), seconds);
  }

  static FactoryException badSettings(KafkaCluster cluster, Exception cause) {
    return new FactoryException(
        Kind.USER,
        "kafka: %s: in factory.yaml: %s (expected: settings that Kafka's client takes)"
            .formatted(cluster.name(), reason(cause)),
        cause);
  }

  static FactoryException noTopics(
      KafkaCluster cluster, List<String> missing, Collection<String> there) {
    return new FactoryException(
        Kind.USER,
        "Kafka %s has no topic %s%s. It has: %s"
            .formatted(
                cluster.name(),
                String.join(", ", missing),
                Suggestions.of(missing.get(0), there),
                there.isEmpty() ? "none" : String.join(", ", there)));
  }

  static FactoryException deletedUnread(StreamPartition partition, long position, long earliest) {
    return new FactoryException(
        Kind.DATA,
        "The broker has deleted %d records of %s that the lake does not have: offsets %d to %d (expected: a retention longer than the longest pause of ff ingest)."
                .formatted(earliest - position, partition, position, earliest - 1)
            + " Nothing was read. If they are lost, say so: ff ingest --skip-deleted");
  }

  static FactoryException endsBefore(StreamPartition partition, long position, long end) {
    return new FactoryException(
        Kind.DATA,
        "%s ends at offset %d, and the lake has it up to %d (expected: the cluster that was read before)."
                .formatted(partition, end, position)
            + " Nothing was read. Did the broker lose data, or is this another cluster?");
  }

  static FactoryException otherTopic(String topic, String known, String found) {
    return new FactoryException(
        Kind.DATA,
        "Topic %s is not the one that the lake knows: its id is %s (expected: %s). It was deleted and made again, or this is another cluster."
                .formatted(topic, found, known)
            + " Nothing was read: its offsets mean other records now. Give it another name, or read it into another table");
  }

  static FactoryException unfit(Collection<String> reasons) {
    return new FactoryException(Kind.DATA, String.join("\n", reasons));
  }

  static FactoryException noRegistry(KafkaCluster cluster, EventStream.Format format) {
    return new FactoryException(
        Kind.USER,
        "Records of %s take a registry of schemas, and kafka: %s: in factory.yaml has none (expected: registry: {type: confluent, url: \"http://localhost:8081\"}, or type: apicurio)"
            .formatted(format.name().toLowerCase(Locale.ROOT), cluster.name()));
  }

  static String unreadable(String topic, UnknownSchemaException cause) {
    return "Topic %s is stopped: a record cannot be read, since %s. Nothing is lost: mend it, and start again"
        .formatted(topic, cause.getMessage());
  }

  static FactoryException noDeadLetterTopic(KafkaCluster cluster, String topic, Exception cause) {
    return new FactoryException(
        Kind.EXTERNAL,
        "Cannot send dead letters to the topic %s of Kafka %s: %s (expected: a topic that is there and may be written)"
            .formatted(topic, cluster.name(), reason(cause)),
        cause);
  }

  static FactoryException denied(KafkaCluster cluster, String group, Exception cause) {
    return new FactoryException(
        Kind.EXTERNAL,
        "Kafka %s refuses: %s (expected: a user who may read the topics and the group %s)"
            .formatted(cluster.name(), reason(cause), group),
        cause);
  }

  static FactoryException failed(KafkaCluster cluster, Exception cause) {
    return new FactoryException(
        Kind.EXTERNAL,
        "Reading from Kafka %s failed: %s. What was committed stays; run it again"
            .formatted(cluster.name(), reason(cause)),
        cause);
  }

  /** The innermost message. */
  private static String reason(Throwable thrown) {
    Throwable last = thrown;
    while (last.getCause() != null && last.getCause() != last) {
      last = last.getCause();
    }
    return last.getMessage() == null ? last.getClass().getSimpleName() : last.getMessage();
  }
}
