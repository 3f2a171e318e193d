package io.featurefactory.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.featurefactory.cli.project.Project;
import io.featurefactory.cli.project.ProjectFiles;
import io.featurefactory.definitions.Defined;
import io.featurefactory.definitions.Definitions;
import io.featurefactory.lake.KernelSession;
import io.featurefactory.lake.LakeTable;
import io.featurefactory.lake.TableId;
import io.featurefactory.model.Computation;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.Source;
import io.featurefactory.testkit.oracle.Event;
import io.featurefactory.testkit.oracle.LogRow;
import io.featurefactory.testkit.oracle.Oracle;
import io.featurefactory.testkit.oracle.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The example on real events: all values of all its views, at every boundary, are those of the
 * naive oracle, which reads the files by itself.
 */
final class OpenBanditTest {
  private static final Instant NOW = Instant.parse("2019-12-01T06:30:00Z");
  private static final Instant FROM = Instant.parse("2019-11-24T00:00:00Z");
  private static final Duration DAY = Duration.ofDays(1);
  private static final Instant TO = Instant.parse("2019-12-01T00:00:00Z");

  @TempDir Path folder;

  @Test
  void allValues_atEveryBoundary_areTheOracles() throws IOException {
    copyExample();
    CommandLineDriver example = new CommandLineDriver(folder, NOW);
    for (OpenBandit.Part part : OpenBandit.parts()) {
      done(
          example,
          "import impressions %s --set policy=%s --set campaign=%s"
              .formatted(part.file(), part.policy(), part.campaign()));
    }
    done(example, "apply");
    done(example, "backfill --from 2019-11-24 --to 2019-12-01");

    ProjectFiles files = new ProjectFiles(folder, "", Map.of());
    Definitions definitions = files.definitions(List.of());
    List<Source> sources = definitions.sources().stream().map(Defined::value).toList();
    List<Event> events = OpenBandit.events("impressions");
    assertThat(events).hasSize(40_000);
    Map<FeatureView, List<LogRow>> logs = logs(files, definitions);
    assertThat(logs).hasSize(6);
    logs.forEach((view, log) -> compare(view, sources, events, log));
    lookupTellsTheLastRow(example, logs);
    assertThat(done(example, "verify").lines().filter(line -> line.endsWith("equal"))).hasSize(6);
  }

  /** The values that a lookup returns are those of the key's last row, with where they are from. */
  private static void lookupTellsTheLastRow(
      CommandLineDriver example, Map<FeatureView, List<LogRow>> logs) {
    List<Object> key = List.of("men", 14L);
    LogRow last =
        logs.entrySet().stream()
            .filter(log -> log.getKey().id().name().equals("item_ctr_daily"))
            .flatMap(log -> log.getValue().stream())
            .filter(row -> row.key().equals(key))
            .reduce((a, b) -> a.featureTime().isAfter(b.featureTime()) ? a : b)
            .orElseThrow();

    String answer =
        done(example, "get item_ctr_daily campaign=men item_id=14 --output json")
            .replaceAll("\\s+", " ");

    assertThat(last.featureTime()).isEqualTo(TO);
    assertThat(answer)
        .contains(
            "\"status\": \"PRESENT\"",
            "\"run\": 8",
            "\"watermark\": \"2019-12-01T00:00:00Z\"",
            "\"age_seconds\": 23400",
            "\"changed_at\": \"2019-12-01T00:00:00Z\"",
            "\"clicks_1d\": " + last.values().get(0),
            "\"views_1d\": " + last.values().get(1),
            "\"ctr_7d\": " + last.values().get(4),
            "\"visitor_kinds_7d\": " + last.values().get(5));
  }

  /** Keys have nothing to do with each other, so each is held by itself. */
  private static void compare(
      FeatureView view, List<Source> sources, List<Event> events, List<LogRow> log) {
    Map<List<Object>, List<Event>> eventsOf =
        events.stream().collect(Collectors.groupingBy(event -> key(view, event)));
    Map<List<Object>, Set<LogRow>> rowsOf =
        log.stream().collect(Collectors.groupingBy(LogRow::key, Collectors.toSet()));
    assertThat(rowsOf.keySet()).isEqualTo(eventsOf.keySet());
    assertThat(rowsOf.values().stream().mapToInt(Set::size).sum()).isEqualTo(log.size());
    eventsOf.entrySet().parallelStream()
        .forEach(
            of ->
                assertThat(rowsOf.get(of.getKey()))
                    .as(view.id() + " " + of.getKey())
                    .isEqualTo(expected(view, sources, of.getValue())));
  }

  /**
   * The rows of a key. What a boundary has depends on the events of its windows only, so each day
   * is computed from these, beginning with the boundary before it.
   */
  private static Set<LogRow> expected(FeatureView view, List<Source> sources, List<Event> events) {
    Oracle oracle = Oracle.of(view, sources);
    Duration longest =
        ((Computation.Aggregation) view.computation())
            .aggregates().stream()
                .flatMap(aggregate -> aggregate.windows().stream())
                .map(window -> Objects.requireNonNull(window.length()))
                .max(Comparator.naturalOrder())
                .orElseThrow();
    Set<LogRow> rows = new HashSet<>();
    for (Instant day = FROM; !day.isAfter(TO); day = day.plus(DAY)) {
      Instant before = day.minus(view.every());
      Instant end = day.plus(DAY);
      List<Run> runs = new ArrayList<>();
      for (Instant at = before; at.isBefore(end) && !at.isAfter(TO); at = at.plus(view.every())) {
        long number = 1 + Duration.between(FROM, at).dividedBy(view.every());
        runs.add(new Run(number, at, Run.Kind.BACKFILL, 4));
      }
      List<Event> near =
          events.stream()
              .filter(event -> !time(event).isBefore(before.minus(longest)))
              .filter(event -> time(event).isBefore(end))
              .toList();
      oracle.log(near, runs).rows().stream()
          .filter(row -> row.featureTime().isAfter(before))
          .forEach(rows::add);
    }
    return rows;
  }

  private static Instant time(Event event) {
    return (Instant) Objects.requireNonNull(event.value("timestamp"));
  }

  private static List<Object> key(FeatureView view, Event event) {
    return view.keys().stream().map(k -> Objects.requireNonNull(event.value(k.name()))).toList();
  }

  private static Map<FeatureView, List<LogRow>> logs(ProjectFiles files, Definitions definitions) {
    Map<FeatureView, List<LogRow>> logs = new LinkedHashMap<>();
    try (Project project = new Project(files.settings(), Clock.fixed(NOW, ZoneOffset.UTC))) {
      definitions.views().forEach(v -> logs.put(v.value(), log(project, v.value())));
    }
    return logs;
  }

  private static List<LogRow> log(Project project, FeatureView view) {
    LakeTable log =
        project
            .warehouse()
            .loadTable(
                new TableId("log", "%s_v%d_log".formatted(view.id().name(), view.id().version())));
    int keys = view.keys().size();
    List<String> columns = new ArrayList<>(List.of("feature_time", "run"));
    view.keys().forEach(k -> columns.add(k.name()));
    view.features().forEach(f -> columns.add(f.name()));
    String select =
        "SELECT %s FROM %s"
            .formatted(String.join(", ", columns), log.relation(log.files(log.currentSnapshot())));
    try (KernelSession session = project.kernel().session()) {
      return session.query(
          select,
          row -> {
            List<Object> key = new ArrayList<>();
            row.values().subList(2, 2 + keys).forEach(v -> key.add(Objects.requireNonNull(v)));
            return new LogRow(
                key,
                Objects.requireNonNull(row.instant(0)),
                row.longValue(1),
                row.values().subList(2 + keys, columns.size()));
          });
    }
  }

  private void copyExample() throws IOException {
    Path example = Path.of("").toAbsolutePath().getParent().resolve("examples/open-bandit");
    Files.copy(example.resolve("factory.yaml"), folder.resolve("factory.yaml"));
    Files.createDirectory(folder.resolve("features"));
    try (Stream<Path> features = Files.list(example.resolve("features"))) {
      for (Path file : features.toList()) {
        Files.copy(file, folder.resolve("features").resolve(file.getFileName()));
      }
    }
  }

  private static String done(CommandLineDriver driver, String command) {
    CommandLineDriver.Result result = driver.ff(command);
    assertThat(result.code()).as(command + "\n" + result.out() + result.err()).isZero();
    return result.out();
  }
}
