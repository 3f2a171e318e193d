package io.featurefactory.testkit.generate;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Sends every {@code step}th event to one of several topics, at an even pace, and one in fifty of
 * those that it has sent once more, at any time after. Events are of five days, in no order.
 */
public final class EventProducer implements Runnable {
  private static final long FIRST_SECOND = Instant.parse("2026-03-01T00:00:00Z").getEpochSecond();
  private static final int SECONDS = 5 * 86_400;
  private static final int ADS = 50;

  private final String broker;
  private final List<String> topics;
  private final Random random;
  private final int first;
  private final int step;
  private final int end;
  private final long millis;
  private final AtomicReference<Exception> failure = new AtomicReference<>();

  /**
   * Sends from {@code first} on, up to {@code end}.
   *
   * @param millis how long it takes, if it can
   */
  public EventProducer(
      String broker,
      List<String> topics,
      Random random,
      int first,
      int step,
      int end,
      long millis) {
    this.broker = broker;
    this.topics = topics;
    this.random = random;
    this.first = first;
    this.step = step;
    this.end = end;
    this.millis = millis;
  }

  /** When an event happened. */
  public static Instant time(int number) {
    long scattered = (number * 2_654_435_761L & 0x7fff_ffffL) % SECONDS;
    return Instant.ofEpochSecond(FIRST_SECOND + scattered);
  }

  /** Of which ad an event is. */
  public static String ad(int number) {
    return "ad-" + number % ADS;
  }

  private static String event(int number) {
    return "{\"id\": \"e%d\", \"at\": \"%s\", \"ad\": \"%s\", \"query\": \"red bicycle\"}"
        .formatted(number, time(number), ad(number));
  }

  @Override
  public void run() {
    long start = System.nanoTime();
    long nanos = TimeUnit.MILLISECONDS.toNanos(millis);
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker, "linger.ms", 5),
            new StringSerializer(),
            new StringSerializer())) {
      for (int number = first; number < end; number += step) {
        send(producer, number);
        if (random.nextInt(50) == 0) {
          send(producer, first + step * random.nextInt((number - first) / step + 1));
        }
        long early = start + (long) ((double) number / end * nanos) - System.nanoTime();
        if (early > TimeUnit.MILLISECONDS.toNanos(1)) {
          LockSupport.parkNanos(early);
        }
      }
    }
    Exception failed = failure.get();
    if (failed != null) {
      throw new AssertionError(failed);
    }
  }

  private void send(KafkaProducer<String, String> producer, int number) {
    String topic = topics.get(random.nextInt(topics.size()));
    Future<RecordMetadata> sent =
        producer.send(
            new ProducerRecord<>(topic, event(number)),
            (metadata, failed) -> {
              if (failed != null) {
                failure.set(failed);
              }
            });
    if (sent.isDone()) {
      require(sent);
    }
  }

  private static void require(Future<RecordMetadata> sent) {
    try {
      sent.get();
    } catch (ExecutionException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
