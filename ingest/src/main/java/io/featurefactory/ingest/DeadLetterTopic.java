package io.featurefactory.ingest;

import io.featurefactory.lake.DeadLetterSink;
import io.featurefactory.lake.StreamPartition;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Sends the records that are no events to a topic of the same cluster, each at least once, with
 * where they came from and why in headers. For one thread at a time.
 */
final class DeadLetterTopic implements DeadLetterSink, AutoCloseable {
  private final KafkaClients clients;
  private final String topic;
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
  private @Nullable KafkaProducer<byte[], byte[]> producer;

  /** Connects when there is something to send. */
  DeadLetterTopic(KafkaClients clients, String topic) {
    this.clients = clients;
    this.topic = topic;
  }

  @Override
  public void send(StreamPartition partition, long offset, String reason, @Nullable String raw) {
    KafkaProducer<byte[], byte[]> present = producer;
    if (present == null) {
      present = clients.producer();
      producer = present;
    }
    ProducerRecord<byte[], byte[]> letter =
        new ProducerRecord<>(topic, bytes(partition.toString()), raw == null ? null : bytes(raw));
    Headers headers = letter.headers();
    headers.add("ff.topic", bytes(partition.topic()));
    headers.add("ff.partition", bytes(Integer.toString(partition.number())));
    headers.add("ff.offset", bytes(Long.toString(offset)));
    headers.add("ff.reason", bytes(reason));
    try {
      var ignored =
          present.send(
              letter,
              (metadata, failed) -> {
                if (failed != null) {
                  failure.set(failed);
                }
              });
    } catch (KafkaException e) {
      throw IngestErrors.noDeadLetterTopic(clients.cluster(), topic, e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void flush() {
    KafkaProducer<byte[], byte[]> present = producer;
    if (present != null) {
      present.flush();
    }
    Exception failed = failure.getAndSet(null);
    if (failed != null) {
      throw IngestErrors.noDeadLetterTopic(clients.cluster(), topic, failed);
    }
  }

  @Override
  public void close() {
    KafkaProducer<byte[], byte[]> present = producer;
    if (present != null) {
      present.close();
    }
  }
}
