package io.featurefactory.training.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleConsumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Trains models with and without columns, and measures how well each ranks. */
public final class Evaluator {
  private final RankingData data;
  private final EvaluationSettings settings;
  private final Bootstrap bootstrap;
  private final Map<Set<Integer>, MetricValues> models = new LinkedHashMap<>();
  private final List<Subject> subjects;
  private final List<MetricValues> shuffled = new ArrayList<>();

  /**
   * An evaluation.
   *
   * @param subjects whose columns are among those of the data
   */
  public Evaluator(RankingData data, List<Subject> subjects, EvaluationSettings settings) {
    this.data = data;
    this.subjects = List.copyOf(subjects);
    this.settings = settings;
    this.bootstrap = new Bootstrap(settings.seed(), settings.resamples());
  }

  /**
   * Measures.
   *
   * @param progress is told the share that is done, by several threads
   */
  public Evaluation run(DoubleConsumer progress) {
    LightGbmLibrary.require();
    Set<Integer> all = data.columns(c -> true);
    Set<Integer> baseline = data.columns(c -> c.role() != FeatureColumn.Role.BEHAVIOURAL);
    Set<Set<Integer>> wanted = new LinkedHashSet<>(List.of(Set.of(), baseline, all));
    subjects.forEach(subject -> wanted.add(without(subject)));
    wanted.forEach(columns -> models.put(columns, new MetricValues(settings.trainings())));
    subjects.forEach(subject -> shuffled.add(new MetricValues(settings.trainings())));
    trainAll(progress);
    return new Evaluation(
        bootstrap.of(model(Set.of())),
        bootstrap.of(model(baseline)),
        bootstrap.of(model(all)),
        bootstrap.of(model(all).minus(model(baseline))),
        worth(model(all)));
  }

  private MetricValues model(Set<Integer> columns) {
    return Objects.requireNonNull(models.get(columns));
  }

  private Set<Integer> without(Subject subject) {
    return data.columns(column -> !subject.columns().contains(column.name()));
  }

  private List<Worth> worth(MetricValues all) {
    List<Worth> worth = new ArrayList<>();
    for (int i = 0; i < subjects.size(); i++) {
      Subject subject = subjects.get(i);
      worth.add(
          new Worth(
              subject,
              bootstrap.of(all.minus(model(without(subject)))),
              bootstrap.of(all.minus(shuffled.get(i)))));
    }
    return worth;
  }

  private void trainAll(DoubleConsumer progress) {
    List<Runnable> tasks = new ArrayList<>();
    for (int t = 0; t < settings.trainings(); t++) {
      int training = t;
      models.keySet().forEach(columns -> tasks.add(() -> measure(columns, training)));
    }
    AtomicInteger done = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(settings.threads());
    try {
      List<Future<?>> futures = new ArrayList<>();
      for (Runnable task : tasks) {
        futures.add(
            threads.submit(
                () -> {
                  task.run();
                  progress.accept(done.incrementAndGet() / (double) tasks.size());
                }));
      }
      for (Future<?> future : futures) {
        future.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw EvaluateErrors.interrupted(e);
    } catch (ExecutionException e) {
      throw unchecked(e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  private static RuntimeException unchecked(@Nullable Throwable cause) {
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof RuntimeException e ? e : new IllegalStateException(cause);
  }

  /** Trains and measures a model, and the model of all columns also with shuffled ones. */
  private void measure(Set<Integer> chosen, int training) {
    int[] columns = chosen.stream().sorted().mapToInt(Integer::intValue).toArray();
    int[] test = data.test();
    int[] rows = data.rows().rowNumbers(test);
    if (columns.length == 0) {
      model(chosen).put(training, data.rows().metrics(test, new double[rows.length]));
      return;
    }
    double[] matrix = data.rows().matrix(rows, columns);
    try (LambdaMart model = LambdaMart.train(lesson(columns, training))) {
      model(chosen).put(training, data.rows().metrics(test, model.score(matrix)));
      if (columns.length == data.columns().size()) {
        int[] order = permutation(rows.length, training);
        for (int i = 0; i < subjects.size(); i++) {
          double[] scores = model.score(shuffled(subjects.get(i), matrix, order));
          shuffled.get(i).put(training, data.rows().metrics(test, scores));
        }
      }
    }
  }

  private LambdaMart.Lesson lesson(int[] columns, int training) {
    return new LambdaMart.Lesson(data, columns, sample(training), settings.seed() + training);
  }

  /** As many groups as the training part has, drawn from it with replacement. */
  private int[] sample(int training) {
    SplittableRandom random = random(training, 1);
    int[] groups = data.training();
    return IntStream.range(0, groups.length)
        .map(i -> groups[random.nextInt(groups.length)])
        .sorted()
        .toArray();
  }

  /** The matrix of all columns, those of the subject taken from other rows, together. */
  private double[] shuffled(Subject subject, double[] matrix, int[] order) {
    int width = data.columns().size();
    double[] changed = matrix.clone();
    for (int column = 0; column < width; column++) {
      if (subject.columns().contains(data.columns().get(column).name())) {
        for (int row = 0; row < order.length; row++) {
          changed[row * width + column] = matrix[order[row] * width + column];
        }
      }
    }
    return changed;
  }

  private int[] permutation(int size, int training) {
    SplittableRandom random = random(training, 2);
    int[] order = new int[size];
    Arrays.setAll(order, i -> i);
    for (int i = size - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[other];
      order[other] = swapped;
    }
    return order;
  }

  private SplittableRandom random(int training, int use) {
    return new SplittableRandom(settings.seed() * 1_000_003 + training * 31L + use);
  }
}
