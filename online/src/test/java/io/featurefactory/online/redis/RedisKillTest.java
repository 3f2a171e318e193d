package io.featurefactory.online.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.featurefactory.model.OnlineProgress;
import io.featurefactory.model.RowAnswer;
import io.featurefactory.model.RowRequest;
import io.featurefactory.model.RowScan;
import io.featurefactory.model.StoredRow;
import io.featurefactory.online.RowReader;
import io.featurefactory.online.RowValues;
import io.featurefactory.testkit.servers.RedisServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Processes that publish are killed at random moments, two at once now and then, while others look
 * keys up: every answer is what the run that it states had, and in the end the store is whole.
 *
 * <p>{@code -Dff.kills=50} for the proof, {@code -Dff.seed=N} for the moments of an earlier run.
 */
final class RedisKillTest {
  private static final int KILLS = Integer.getInteger("ff.kills", 6);
  private static final long SEED = Long.getLong("ff.seed", System.nanoTime() & 0xffff_ffffL);
  private static final int KEYS = 20_000;
  private static final int ASKED = 50;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void publishersThatAreKilled_leaveNothingWrong(int shards) throws Exception {
    Random random = new Random(SEED);
    AtomicBoolean done = new AtomicBoolean();
    ExecutorService reader = Executors.newSingleThreadExecutor();
    try (RedisServer server = RedisServer.start(folder);
        RedisOnlineStore store =
            RedisOnlineStore.open(
                "cache",
                "shop",
                RedisSettings.server(server.uri()).withShards(shards),
                Clock.systemUTC())) {
      Future<Long> answers = reader.submit(lookups(store, done));
      int killed = 0;
      long run = 1;
      while (killed < KILLS) {
        run += random.nextInt(2);
        List<Process> publishers = new ArrayList<>();
        for (int i = random.nextInt(4) == 0 ? 2 : 1; i > 0; i--) {
          publishers.add(publisher(server, shards, run));
        }
        TimeUnit.MILLISECONDS.sleep(400 + random.nextInt(900));
        for (Process publisher : publishers) {
          killed += publisher.isAlive() ? 1 : 0;
          publisher.destroyForcibly().waitFor();
        }
      }
      assertThat(publisher(server, shards, run + 1).waitFor()).isZero();
      done.set(true);

      assertThat(answers.get()).as("lookups, seed %d", SEED).isPositive();
      assertThat(content(store)).as("seed %d", SEED).isEqualTo(expected(run + 1));
      OnlineProgress progress = Objects.requireNonNull(store.findProgress(PublishMain.VIEW));
      assertThat(progress.run()).isEqualTo(run + 1);
      assertThat(progress.begun()).isNull();
    } finally {
      done.set(true);
      reader.shutdownNow();
    }
  }

  private Process publisher(RedisServer server, int shards, long runs) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            PublishMain.class.getName(),
            server.uri(),
            Integer.toString(shards),
            Integer.toString(KEYS),
            Long.toString(runs))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("publishers.log").toFile()))
        .start();
  }

  /** How many keys were answered; each answer is held against the formula of its run. */
  private static Callable<Long> lookups(RedisOnlineStore store, AtomicBoolean done) {
    return () -> {
      RowReader rows = new RowReader(PublishMain.SCHEMA);
      Random random = new Random(SEED + 1);
      long answered = 0;
      while (!done.get()) {
        List<byte[]> keys = new ArrayList<>();
        int[] numbers = random.ints(ASKED, 0, KEYS).toArray();
        for (int number : numbers) {
          keys.add(PublishMain.key(number));
        }
        RowAnswer answer = store.read(List.of(new RowRequest(PublishMain.VIEW, keys))).get(0);
        if (answer.progress() != null) {
          for (int i = 0; i < ASKED; i++) {
            long run = answer.run(i);
            assertThat(value(rows, answer.rows().get(i)))
                .as("key %d in run %d, seed %d", numbers[i], run, SEED)
                .isEqualTo(PublishMain.value(numbers[i], PublishMain.lastChange(numbers[i], run)));
            answered++;
          }
        }
      }
      return answered;
    };
  }

  private static @Nullable Long value(RowReader rows, @Nullable StoredRow row) {
    if (row == null || row.deleted()) {
      return null;
    }
    RowValues values = new RowValues(PublishMain.SCHEMA);
    rows.read(row, values);
    return values.longAt(0);
  }

  private static Map<String, Long> content(RedisOnlineStore store) {
    RowReader rows = new RowReader(PublishMain.SCHEMA);
    Map<String, Long> content = new TreeMap<>();
    try (RowScan scan = store.scan(PublishMain.VIEW)) {
      while (scan.next()) {
        content.put(new String(scan.key(), StandardCharsets.US_ASCII), value(rows, scan.row()));
      }
    }
    return content;
  }

  private static Map<String, Long> expected(long run) {
    Map<String, Long> expected = new TreeMap<>();
    for (int key = 0; key < KEYS; key++) {
      Long value = PublishMain.value(key, PublishMain.lastChange(key, run));
      if (value != null) {
        expected.put(new String(PublishMain.key(key), StandardCharsets.US_ASCII), value);
      }
    }
    return expected;
  }
}
