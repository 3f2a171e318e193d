package io.featurefactory.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.featurefactory.cli.project.Project;
import io.featurefactory.cli.project.ProjectFiles;
import io.featurefactory.control.ViewSchema;
import io.featurefactory.lake.KernelSession;
import io.featurefactory.lake.ResultRow;
import io.featurefactory.lake.SqlText;
import io.featurefactory.lake.TableId;
import io.featurefactory.model.AppliedDefinition;
import io.featurefactory.model.DefinitionId;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs a factory hour by hour, with events that come late, slow publishes, outages and a backfill,
 * and writes down what lookups answered at random moments; then a training set of these moments
 * must hold the same values, all of them. What a lookup answered during a publish must be what its
 * run number says.
 *
 * <p>{@code -Dff.hours=72 -Dff.lookups=2400} makes a million lookups: so many an hour, of six
 * views.
 */
class ServingSimulationTest {
  private static final int HOURS = Integer.getInteger("ff.hours", 20);
  private static final int LOOKUPS = Integer.getInteger("ff.lookups", 60);
  private static final long SEED = Long.getLong("ff.seed", 7L);
  private static final int FIRST_HOUR = 20;
  private static final int LOOKUPS_OF_A_VISIT = 5;
  private static final List<String> KEYS =
      List.of("ad_id", "query_category", "seller_id", "category", "user_id");

  @TempDir Path temporary;

  private final Random random = new Random(SEED);
  private final List<Answered> answers = new ArrayList<>();

  /** What a lookup of one view answered. */
  private record Answered(
      List<String> key, Instant time, String view, long run, List<@Nullable Object> values) {}

  @Test
  void trainingSet_ofMomentsOfLookups_holdsWhatTheyAnswered() throws IOException {
    Instant start = Instant.parse("2026-03-02T00:00:00Z");
    Path made = temporary.resolve("made");
    done(
        new CommandLineDriver(temporary, start.plus(Duration.ofDays(4)))
            .ff("demo", "--events", "9000", "--days", "3", "--dir", made.toString()));
    SimulatedMarket market = new SimulatedMarket(made.resolve("data"), random);
    Path folder = project(made);

    simulate(folder, market, firstDay(made));

    assertThat(answers).hasSizeGreaterThan(HOURS * LOOKUPS);
    compare(folder);
  }

  /** What factory.yaml says of the online stores. */
  String stores() {
    return "";
  }

  private static Instant firstDay(Path made) throws IOException {
    try (var files = Files.list(made.resolve("data"))) {
      String name =
          files
              .map(f -> f.getFileName().toString())
              .filter(f -> f.startsWith("clickstream"))
              .sorted()
              .findFirst()
              .orElseThrow();
      return Instant.parse(name.replaceAll("[^0-9]*([0-9-]{10}).*", "$1") + "T00:00:00Z");
    }
  }

  private Path project(Path made) throws IOException {
    Path folder = Files.createDirectories(temporary.resolve("shop"));
    Files.createDirectories(folder.resolve("features"));
    for (String file :
        List.of(
            "factory.yaml", "features/ads.yaml", "features/market.yaml", "features/sources.yaml")) {
      Files.copy(made.resolve(file), folder.resolve(file));
    }
    Files.writeString(folder.resolve("factory.yaml"), "project: shop\nlease: 12h\n" + stores());
    Files.writeString(
        folder.resolve("features/all.yaml"),
        """
        kind: feature_service
        name: everything
        version: 1
        owner: me@example.com
        description: All that there is
        features: [ad_performance.*, ad_trend.*, ad_facts.*, seller_quality.*, category_prices.*, user_interests.*]
        """);
    return folder;
  }

  private void simulate(Path folder, SimulatedMarket market, Instant first) throws IOException {
    SimulatedClock clock = new SimulatedClock(first, random);
    Driver driver = new Driver(folder, clock);
    Instant before = Instant.EPOCH;
    try (Project project = new Project(new ProjectFiles(folder, "", Map.of()).settings(), clock)) {
      for (int hour = FIRST_HOUR; hour < FIRST_HOUR + HOURS; hour++) {
        Instant now = first.plus(Duration.ofHours(hour));
        clock.goTo(now);
        for (Map.Entry<String, Path> file : market.land(temporary, before, now).entrySet()) {
          done(driver.ff("import", file.getKey(), file.getValue().toString()));
        }
        before = now;
        if (hour == FIRST_HOUR) {
          done(driver.ff("apply"));
          done(driver.ff("run"));
          Visits visits = new Visits(project, market.rows(KEYS));
          clock.visitedBy(visits::lookUp);
        } else if (hour == FIRST_HOUR + 3) {
          done(driver.ff("backfill", "--from", first.toString()));
        } else if (random.nextInt(4) > 0) {
          done(driver.ff("run"));
        }
        for (int i = 0; i < LOOKUPS; i += LOOKUPS_OF_A_VISIT) {
          clock.instant();
        }
      }
    }
  }

  /** Types commands at the time of the clock. */
  private record Driver(Path folder, SimulatedClock clock) {
    CommandLineDriver.Result ff(String... words) {
      return CommandLineDriver.run(folder, Map.of("USER", "tester"), clock, words);
    }
  }

  private static void done(CommandLineDriver.Result result) {
    assertThat(result.code()).as(result.err() + result.out()).isZero();
  }

  /** Asks all views for some keys, in a process that has the store open all the time. */
  private final class Visits {
    private final Lookup lookup;
    private final List<AppliedDefinition> views;
    private final List<List<String>> keys;

    Visits(Project project, List<List<String>> keys) {
      this.lookup = new Lookup(project, "");
      this.views =
          project.control().registry().load().definitions().stream()
              .filter(d -> d.id().kind() == DefinitionId.Kind.VIEW)
              .toList();
      this.keys = keys;
    }

    void lookUp(Instant time) {
      for (int i = 0; i < LOOKUPS_OF_A_VISIT; i++) {
        List<String> row = keys.get(random.nextInt(keys.size()));
        for (AppliedDefinition view : views) {
          ViewSchema schema = ProjectFiles.schema(view);
          List<Object> key = new ArrayList<>();
          schema.keys().forEach(k -> key.add(row.get(KEYS.indexOf(k.name()))));
          Lookup.Found found = lookup.find(view, key);
          answers.add(new Answered(row, time, view.id().name(), found.run(), found.values()));
        }
      }
    }
  }

  private void compare(Path folder) throws IOException {
    Map<String, Map<Long, Interval>> published = published(folder);
    train(
        folder,
        "of-the-run",
        answer -> interval(published, answer).finished(),
        (answer, trained) ->
            assertThat(trained.values())
                .as("%s, values of its run", answer)
                .isEqualTo(answer.values().toString()));
    int[] ahead = new int[1];
    train(
        folder,
        "at-the-time",
        Answered::time,
        (answer, trained) -> {
          if (trained.run() == answer.run()) {
            assertThat(trained.values()).as("%s", answer).isEqualTo(answer.values().toString());
          } else {
            ahead[0]++;
            Interval interval = interval(published, answer);
            assertThat(answer.time())
                .as("%s, training has run %d: only during the publish", answer, trained.run())
                .isBetween(interval.started(), interval.finished());
          }
        });
    assertThat(ahead[0]).as("answers that were ahead of their publish").isPositive();
  }

  private static Interval interval(Map<String, Map<Long, Interval>> published, Answered answer) {
    Interval interval = published.getOrDefault(answer.view(), Map.of()).get(answer.run());
    assertThat(interval).as("publish of the run of %s", answer).isNotNull();
    return interval;
  }

  private record Interval(Instant started, Instant finished) {}

  private Map<String, Map<Long, Interval>> published(Path folder) {
    Map<String, Map<Long, Interval>> published = new TreeMap<>();
    try (Project project =
            new Project(new ProjectFiles(folder, "", Map.of()).settings(), Clock.systemUTC());
        KernelSession session = project.kernel().session()) {
      var runs = project.warehouse().loadTable(new TableId("ops", "runs"));
      session.forEach(
          "SELECT view, run, started, finished FROM "
              + runs.relation(runs.files(runs.currentSnapshot()))
              + " WHERE store = 'default'",
          row ->
              published
                  .computeIfAbsent(String.valueOf(row.string(0)), v -> new HashMap<>())
                  .put(
                      row.longValue(1),
                      new Interval((Instant) row.value(2), (Instant) row.value(3))));
    }
    return published;
  }

  private record Trained(long run, String values) {}

  private interface Moment {
    Instant of(Answered answer);
  }

  private interface Comparison {
    void of(Answered answer, Trained trained);
  }

  /** Makes the training set of the answers' keys at these moments, and compares row by row. */
  private void train(Path folder, String name, Moment moment, Comparison comparison)
      throws IOException {
    try (BufferedWriter spine = Files.newBufferedWriter(folder.resolve(name + ".csv"))) {
      spine.write("at," + String.join(",", KEYS) + "\n");
      for (Answered answer : answers) {
        spine.write(moment.of(answer) + "," + String.join(",", answer.key()) + "\n");
      }
    }
    String line =
        "train everything --spine %1$s.csv --time at --names full --with run --out %1$s.parquet";
    done(
        new CommandLineDriver(folder, Instant.parse("2026-04-01T00:00:00Z"))
            .ff(line.formatted(name)));
    Iterator<Answered> answered = answers.iterator();
    List<String> names = new ArrayList<>();
    try (Project project =
            new Project(new ProjectFiles(folder, "", Map.of()).settings(), Clock.systemUTC());
        KernelSession session = project.kernel().session()) {
      session.forEach(
          "SELECT * FROM read_parquet(%s, file_row_number = true) ORDER BY file_row_number"
              .formatted(SqlText.text(folder.resolve(name + ".parquet").toString())),
          row -> {
            for (int i = names.size(); i < row.size(); i++) {
              names.add(row.name(i));
            }
            Answered answer = answered.next();
            comparison.of(answer, trained(row, names, answer.view() + "__"));
          });
    }
    assertThat(answered.hasNext()).as("answers without a row").isFalse();
  }

  private static Trained trained(ResultRow row, List<String> names, String prefix) {
    List<@Nullable Object> values = new ArrayList<>();
    long run = 0;
    for (int i = 0; i < names.size(); i++) {
      if (names.get(i).equals(prefix + "run")) {
        run = row.value(i) == null ? 0 : row.longValue(i);
      } else if (names.get(i).startsWith(prefix)) {
        values.add(row.value(i));
      }
    }
    return new Trained(run, values.toString());
  }
}
