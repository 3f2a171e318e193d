package io.featurefactory.online;

import static org.assertj.core.api.Assertions.assertThat;

import io.featurefactory.model.OnlineProgress;
import io.featurefactory.model.OnlineStore;
import io.featurefactory.model.RowAnswer;
import io.featurefactory.model.RowRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Processes that publish are killed at random moments, two at once now and then, while others look
 * keys up: every answer is what the run that it states had, and in the end the store is whole.
 *
 * <p>{@code -Dff.kills=50} for the proof, {@code -Dff.seed=N} for the moments of an earlier run.
 */
public final class KilledPublishers {
  private static final int ASKED = 50;

  private final OnlineStore store;
  private final int keys;
  private final Publishers publishers;
  private final long seed = Long.getLong("ff.seed", System.nanoTime() & 0xffff_ffffL);

  /** Starts a process that publishes the runs of {@link FormulaHistory} up to one. */
  public interface Publishers {
    Process start(long runs) throws IOException;
  }

  public KilledPublishers(OnlineStore store, int keys, Publishers publishers) {
    this.store = store;
    this.keys = keys;
    this.publishers = publishers;
  }

  /** A process of this JVM's class path. */
  public static Process java(Path log, Class<?> main, List<String> options, Object... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }

  /**
   * Kills so many, or as many as {@code ff.kills} says.
   *
   * @param least milliseconds that a process has
   */
  public void kill(int usually, int least) throws Exception {
    int kills = Integer.getInteger("ff.kills", usually);
    Random random = new Random(seed);
    AtomicBoolean done = new AtomicBoolean();
    ExecutorService reader = Executors.newSingleThreadExecutor();
    try {
      Future<Long> answers = reader.submit(lookups(done));
      int killed = 0;
      long run = 1;
      while (killed < kills) {
        run += random.nextInt(2);
        List<Process> started = new ArrayList<>();
        for (int i = random.nextInt(4) == 0 ? 2 : 1; i > 0; i--) {
          started.add(publishers.start(run));
        }
        TimeUnit.MILLISECONDS.sleep(least + random.nextInt(900));
        for (Process publisher : started) {
          killed += publisher.isAlive() ? 1 : 0;
          publisher.destroyForcibly().waitFor();
        }
      }
      assertThat(publishers.start(run + 1).waitFor()).isZero();
      done.set(true);

      assertThat(answers.get()).as("lookups, seed %d", seed).isPositive();
      assertThat(FormulaHistory.content(store))
          .as("seed %d", seed)
          .isEqualTo(FormulaHistory.state(keys, run + 1));
      OnlineProgress progress = Objects.requireNonNull(store.findProgress(FormulaHistory.VIEW));
      assertThat(progress.run()).isEqualTo(run + 1);
      assertThat(progress.begun()).isNull();
    } finally {
      done.set(true);
      reader.shutdownNow();
    }
  }

  /** How many keys were answered; each answer is held against the formula of its run. */
  private Callable<Long> lookups(AtomicBoolean done) {
    return () -> {
      Random random = new Random(seed + 1);
      long answered = 0;
      while (!done.get()) {
        List<byte[]> asked = new ArrayList<>();
        int[] numbers = random.ints(ASKED, 0, keys).toArray();
        for (int number : numbers) {
          asked.add(FormulaHistory.key(number));
        }
        RowAnswer answer = store.read(List.of(new RowRequest(FormulaHistory.VIEW, asked))).get(0);
        if (answer.progress() != null) {
          for (int i = 0; i < ASKED; i++) {
            long run = answer.run(i);
            assertThat(FormulaHistory.valueOf(answer.rows().get(i)))
                .as("key %d in run %d, seed %d", numbers[i], run, seed)
                .isEqualTo(
                    FormulaHistory.value(numbers[i], FormulaHistory.lastChange(numbers[i], run)));
            answered++;
          }
        }
      }
      return answered;
    };
  }
}
