package io.featurefactory.bench;

import io.featurefactory.client.FeatureAnswer;
import io.featurefactory.client.FeatureClient;
import io.featurefactory.client.FeatureColumn;
import io.featurefactory.client.FeatureRequest;
import io.featurefactory.client.direct.DirectClient;
import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.KeyEncoding;
import io.featurefactory.model.OnlineStore;
import io.featurefactory.model.OnlineWriter;
import io.featurefactory.model.Published;
import io.featurefactory.model.RowChange;
import io.featurefactory.model.ValueStatus;
import io.featurefactory.model.ViewId;
import io.featurefactory.online.ChangeBatches;
import io.featurefactory.online.PublishSettings;
import io.featurefactory.online.RowSchema;
import io.featurefactory.online.RowValues;
import io.featurefactory.online.RowWriter;
import io.featurefactory.online.ViewPublishing;
import io.featurefactory.online.redis.RedisOnlineStore;
import io.featurefactory.online.redis.RedisSettings;
import io.featurefactory.serving.ServedView;
import io.featurefactory.serving.ServicePlan;
import io.featurefactory.serving.message.ServicePlanFile;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Work on an online store, in a process of its own: writes a view of DOUBLE features with random
 * values, or looks keys of it up at random and touches every value.
 */
public final class StoreLoad {
  private static final ViewId VIEW = new ViewId("ads", 1);
  private static final Instant WATERMARK = Instant.parse("2026-03-01T00:00:00Z");

  private StoreLoad() {}

  /**
   * {@code publish URI ROWS FEATURES}, {@code hash URI ROWS FEATURES} (a text for each feature, as
   * other stores do), or {@code read URI ROWS FEATURES KEYS REQUESTS THREADS}.
   */
  public static void main(String[] arguments) throws Exception {
    String uri = arguments[1];
    int rows = Integer.parseInt(arguments[2]);
    RowSchema schema = schema(Integer.parseInt(arguments[3]));
    switch (arguments[0]) {
      case "publish" -> publish(uri, rows, schema);
      case "hash" -> hashes(URI.create(uri), rows, schema.columns().size());
      default ->
          read(
              uri,
              rows,
              schema,
              Integer.parseInt(arguments[4]),
              Integer.parseInt(arguments[5]),
              Integer.parseInt(arguments[6]));
    }
  }

  private static RowSchema schema(int features) {
    List<RowSchema.Column> columns = new ArrayList<>();
    for (int i = 0; i < features; i++) {
      columns.add(new RowSchema.Column(String.format(Locale.ROOT, "f%02d", i), Primitive.DOUBLE));
    }
    return RowSchema.of(columns, Duration.ofDays(1), Collections.nCopies(features, null));
  }

  private static OnlineStore open(String uri) {
    return RedisOnlineStore.open("cache", "bench", RedisSettings.server(uri));
  }

  private static byte[] key(int number) {
    return KeyEncoding.bytes(List.of(Shape.id(number)));
  }

  private static void publish(String uri, int rows, RowSchema schema) {
    try (OnlineStore store = open(uri);
        OnlineWriter writer = store.openWriter()) {
      ViewPublishing publishing =
          new ViewPublishing(writer, VIEW, PublishSettings.defaults(), Clock.systemUTC(), () -> {});
      publishing.replace(
          "log",
          1,
          now -> new Published(1, WATERMARK, now, now),
          publishing.here(batches -> addRows(batches, rows, schema)));
    }
  }

  private static void addRows(ChangeBatches batches, int count, RowSchema schema) {
    SplittableRandom random = new SplittableRandom(7);
    RowValues values = new RowValues(schema);
    RowWriter packer = new RowWriter(schema);
    for (int row = 0; row < count; row++) {
      for (int i = 0; i < values.size(); i++) {
        values.setDouble(i, random.nextGaussian());
      }
      batches.add(RowChange.put(key(row), 1, packer.write(WATERMARK, values)));
    }
  }

  /** Pipelined by hand: what a hash needs is the same, whoever writes it. */
  private static void hashes(URI uri, int rows, int features) throws IOException {
    SplittableRandom random = new SplittableRandom(7);
    try (Socket socket = new Socket(uri.getHost(), uri.getPort());
        OutputStream out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
        InputStream in = socket.getInputStream()) {
      byte[] answers = new byte[1 << 16];
      int answered = 0;
      for (int row = 0; row < rows; row++) {
        StringBuilder command = new StringBuilder();
        command.append('*').append(2 + 2 * features).append("\r\n");
        word(command, "HSET");
        word(command, "features:ad_id:" + Shape.id(row));
        for (int i = 0; i < features; i++) {
          word(command, String.format(Locale.ROOT, "f%02d", i));
          word(command, Double.toString(random.nextGaussian()));
        }
        out.write(command.toString().getBytes(StandardCharsets.US_ASCII));
        if (row % 200 == 199 || row == rows - 1) {
          out.flush();
          while (answered <= row) {
            int read = in.read(answers);
            for (int i = 0; i < read; i++) {
              answered += answers[i] == '\n' ? 1 : 0;
            }
          }
        }
      }
    }
  }

  private static void word(StringBuilder command, String word) {
    command.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
  }

  private static void read(
      String uri, int rows, RowSchema schema, int keys, int requests, int threads)
      throws InterruptedException, ExecutionException {
    ExecutorService workers = Executors.newFixedThreadPool(threads);
    try (OnlineStore store = open(uri);
        FeatureClient client =
            DirectClient.builder()
                .plan("ads.plan", ServicePlanFile.bytes(plan(schema)))
                .store(store)
                .within(Duration.ofMinutes(1))
                .build()) {
      AtomicLong left = new AtomicLong(requests);
      List<Callable<Double>> work = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        SplittableRandom random = new SplittableRandom(i);
        work.add(
            () -> {
              double touched = 0;
              while (left.getAndDecrement() > 0) {
                touched += touch(client.lookup(page(random, rows, keys)));
              }
              return touched;
            });
      }
      double touched = 0;
      for (Future<Double> worker : workers.invokeAll(work)) {
        touched += worker.get();
      }
      System.out.println("sum of all values: " + touched);
    } finally {
      workers.shutdown();
    }
  }

  /** A service of all features. */
  private static ServicePlan plan(RowSchema schema) {
    ServedView view =
        new ServedView(
            VIEW,
            List.of(new FeatureView.Key("ad_id", Primitive.VARCHAR)),
            schema,
            Duration.ofDays(10_000),
            List.of("cache"),
            "log");
    return ServicePlan.of(ServicePlan.of(view).service(), List.of(view));
  }

  private static FeatureRequest page(SplittableRandom random, int rows, int count) {
    List<String> keys = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      keys.add(Shape.id(random.nextInt(rows)));
    }
    return FeatureRequest.of("ads").each("ad_id", keys);
  }

  private static double touch(FeatureAnswer answer) {
    double sum = 0;
    for (FeatureColumn column : answer.columns()) {
      for (int row = 0; row < answer.rows(); row++) {
        if (column.status(row) != ValueStatus.PRESENT) {
          throw new IllegalStateException("a key without values");
        }
        sum += column.doubleAt(row);
      }
    }
    return sum;
  }
}
