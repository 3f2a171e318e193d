package io.featurefactory.cli.crash;

import io.featurefactory.cli.project.Project;
import io.featurefactory.cli.project.ProjectFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Random;

/**
 * A project with a view of days and one of six hours over the same made-up events of four days,
 * some of which are late. The same seed makes the same project.
 */
final class CrashProject {
  private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
  private static final long DAY_SECONDS = 86_400;

  private final Path folder;
  private final int eventsOfDay;
  private final Random random;

  private CrashProject(Path folder, int eventsOfDay, long seed) {
    this.folder = folder;
    this.eventsOfDay = eventsOfDay;
    this.random = new Random(seed);
  }

  /** Makes the project's files; nothing is imported or applied. */
  static Path create(Path folder, int eventsOfDay, long seed) {
    try {
      new CrashProject(Files.createDirectories(folder), eventsOfDay, seed).write();
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write() throws IOException {
    Files.writeString(folder.resolve("factory.yaml"), "project: shop\ncompute: {memory: 256MB}\n");
    Files.createDirectories(folder.resolve("features"));
    Files.writeString(folder.resolve("features/clicks.yaml"), definitions("clicks_1d"));
    for (int day = 1; day <= 4; day++) {
      events("day" + day, day - 1, 1);
    }
    events("late", 1, 10);
  }

  /** The definitions, with an expression for the feature of the view of days. */
  static String definitions(String feature) {
    return """
        kind: source
        name: clicks
        table: lake.clicks
        event_time: at
        event_id: id
        columns: {id: string, at: timestamp, type: string, ad: string, price: "decimal(12,2)"}
        ---
        kind: feature_view
        name: by_day
        version: 1
        description: Clicks of an ad
        owner: test@example.com
        source: clicks
        keys: [ad]
        every: 1d
        aggregates:
          - {name: clicks, expr: "count(*) filter (where type = 'click')", windows: [1d, 2d]}
        features:
          - {name: clicks_1d, expr: %s}
          - {name: clicks_2d, expr: clicks_2d}
        checks: [clicks_1d >= 0]
        ---
        kind: feature_view
        name: by_hours
        version: 1
        description: Prices of an ad
        owner: test@example.com
        source: clicks
        keys: [ad]
        every: 6h
        aggregates:
          - {name: paid, expr: sum(price), windows: [12h, 5d]}
          - {name: last, expr: "last(type)", windows: [1d]}
        features:
          - {name: share, expr: paid_12h / paid_5d}
          - {name: last_type, expr: last_1d}
        """
        .formatted(feature);
  }

  private void events(String name, int day, int divisor) throws IOException {
    StringBuilder csv = new StringBuilder("id,at,type,ad,price\n");
    for (int i = 0; i < eventsOfDay / divisor; i++) {
      Instant at = START.plusSeconds(day * DAY_SECONDS + random.nextInt((int) DAY_SECONDS));
      csv.append(name).append('-').append(i).append(',').append(at);
      csv.append(random.nextInt(3) == 0 ? ",click," : ",impression,");
      csv.append("ad-").append(random.nextInt(eventsOfDay)).append(',');
      csv.append(random.nextInt(100_000) / 100.0).append('\n');
    }
    Files.writeString(folder.resolve(name + ".csv"), csv);
  }

  /** Runs a command line in this process, which must end well; words are separated by one blank. */
  static void ff(Path folder, String line) {
    Typed result = Typed.ff(folder, line);
    if (result.code() != 0) {
      throw new AssertionError("ff " + line + ": exit " + result.code() + "\n" + result.said());
    }
  }

  /** The project's parts, opened in this process. */
  static Project open(Path folder) {
    return new Project(files(folder).settings(), Clock.systemUTC());
  }

  static ProjectFiles files(Path folder) {
    return new ProjectFiles(folder, "", Map.of());
  }
}
