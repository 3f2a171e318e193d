package io.featurefactory.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.featurefactory.cli.project.Project;
import io.featurefactory.cli.project.ProjectFiles;
import io.featurefactory.lake.KernelSession;
import io.featurefactory.lake.SqlText;
import io.featurefactory.lake.TableId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The demo's project, run hour by hour with events that come late, slow publishes, outages, a
 * backfill, and a rebuild that is taken back, while somebody looks around at random moments.
 *
 * @param firstDay of the events
 */
record SimulatedFactory(Path temporary, Path folder, Path made, Instant firstDay, Random random) {
  private static final int FIRST_HOUR = 20;
  private static final List<String> VIEWS =
      List.of(
          "ad_performance",
          "ad_trend",
          "ad_facts",
          "seller_quality",
          "category_prices",
          "user_interests");

  /**
   * A project without events yet.
   *
   * @param stores what factory.yaml says of online stores
   * @param service a definition, beside those of the demo's views; the demo's own if it is empty
   */
  static SimulatedFactory create(Path temporary, Random random, String stores, String service)
      throws IOException {
    Path made = temporary.resolve("made");
    done(
        new CommandLineDriver(temporary, Instant.parse("2026-03-06T00:00:00Z"))
            .ff("demo", "--events", "9000", "--days", "3", "--dir", made.toString()));
    Path folder = temporary.resolve("shop");
    Files.createDirectories(folder.resolve("features"));
    for (String file :
        List.of("features/ads.yaml", "features/market.yaml", "features/sources.yaml")) {
      Files.copy(made.resolve(file), folder.resolve(file));
    }
    Files.writeString(folder.resolve("factory.yaml"), "project: shop\nlease: 12h\n" + stores);
    if (!service.isEmpty()) {
      Files.writeString(folder.resolve("features/all.yaml"), service);
    }
    return new SimulatedFactory(temporary, folder, made, firstDay(made), random);
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

  /** Somebody who looks around, once the first features are published. */
  interface Visitors {
    Consumer<Instant> of(SimulatedFactory factory, Project project, List<List<String>> keys);
  }

  ProjectFiles files() {
    return new ProjectFiles(folder, "", Map.of());
  }

  /**
   * Runs it.
   *
   * @param visits of an hour, at least; there are more while commands run
   * @param keyColumns columns of the clickstream whose rows visitors ask for
   */
  void run(int hours, int visits, List<String> keyColumns, Visitors visitors) throws IOException {
    SimulatedMarket market = new SimulatedMarket(made.resolve("data"), random);
    SimulatedClock clock = new SimulatedClock(firstDay, random);
    Instant before = Instant.EPOCH;
    try (Project project = new Project(files().settings(), clock.still())) {
      for (int hour = FIRST_HOUR; hour < FIRST_HOUR + hours; hour++) {
        Instant now = firstDay.plus(Duration.ofHours(hour));
        clock.goTo(now);
        for (Map.Entry<String, Path> file : market.land(temporary, before, now).entrySet()) {
          ff(clock, "import", file.getKey(), file.getValue().toString());
        }
        before = now;
        if (hour == FIRST_HOUR) {
          ff(clock, "apply");
          ff(clock, "run");
          clock.visitedBy(visitors.of(this, project, market.rows(keyColumns)));
        } else if (hour == FIRST_HOUR + 3) {
          ff(clock, "backfill", "--from", firstDay.toString());
        } else if (random.nextInt(4) > 0) {
          ff(clock, "run");
        }
        switch (hour - FIRST_HOUR) {
          case 5 -> ff(clock, "publish", "--rebuild");
          case 7, 13 -> publish(clock, "--rollback");
          case 10, 14 -> publish(clock);
          default -> {}
        }
        for (int i = 0; i < visits; i++) {
          clock.instant();
        }
      }
    }
  }

  /** Publishes all views by their names, with an option. */
  private void publish(Clock clock, String... options) {
    List<String> words = new ArrayList<>(List.of("publish"));
    words.addAll(VIEWS);
    words.addAll(List.of(options));
    ff(clock, words.toArray(String[]::new));
  }

  private void ff(Clock clock, String... words) {
    done(CommandLineDriver.run(folder, Map.of("USER", "tester"), clock, words));
  }

  private static void done(CommandLineDriver.Result result) {
    assertThat(result.code()).as(result.err() + result.out()).isZero();
  }

  /** When a run was published. */
  record Interval(Instant started, Instant finished) {}

  /** When runs were published to the one store of their view, by view and run. */
  Map<String, Map<Long, Interval>> published() {
    Map<String, Map<Long, Interval>> published = new TreeMap<>();
    try (Project project = new Project(files().settings(), Clock.systemUTC());
        KernelSession session = project.kernel().session()) {
      var runs = project.warehouse().loadTable(new TableId("ops", "runs"));
      session.forEach(
          "SELECT view, run, started, finished FROM "
              + runs.relation(runs.files(runs.currentSnapshot()))
              + " WHERE store <> ''",
          row ->
              published
                  .computeIfAbsent(String.valueOf(row.string(0)), v -> new HashMap<>())
                  .put(
                      row.longValue(1),
                      new Interval((Instant) row.value(2), (Instant) row.value(3))));
    }
    return published;
  }

  /** Makes the training set NAME.parquet of the spine NAME.csv, whose time is {@code at}. */
  void train(String service, String name) {
    String line =
        "train %1$s --spine %2$s.csv --time at --names full --with run --out %2$s.parquet";
    done(
        new CommandLineDriver(folder, Instant.parse("2026-04-01T00:00:00Z"))
            .ff(line.formatted(service, name)));
  }

  /** The rows of NAME.parquet in their order, by column. */
  void forEachRow(String name, Consumer<Map<String, @Nullable Object>> consumer) {
    try (Project project = new Project(files().settings(), Clock.systemUTC());
        KernelSession session = project.kernel().session()) {
      session.forEach(
          "SELECT * FROM read_parquet(%s, file_row_number = true) ORDER BY file_row_number"
              .formatted(SqlText.text(folder.resolve(name + ".parquet").toString())),
          row -> {
            Map<String, @Nullable Object> values = new LinkedHashMap<>();
            for (int i = 0; i < row.size(); i++) {
              values.put(row.name(i), row.value(i));
            }
            consumer.accept(values);
          });
    }
  }
}
