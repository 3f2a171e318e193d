package io.featurefactory.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code ff status} and {@code ff runs} say of runs that a check blocked, and which numbers
 * runs have. Three clicks of one day break the check; the 3rd of March has them.
 */
final class RunHistoryTest {
  private static final Instant NOW = Instant.parse("2026-03-05T08:00:00Z");
  private static final String CHECKED = "checks: [clicks_1d <= 2]\n";

  private static final String DEFINITIONS =
      """
      kind: source
      name: clicks
      table: lake.clicks
      event_time: at
      columns: {at: timestamp, ad: string}
      ---
      kind: feature_view
      name: by_day
      version: 1
      owner: you@example.com
      description: Clicks of an ad
      source: clicks
      keys: [ad]
      every: 1d
      aggregates: [{name: clicks, expr: count(*), windows: [1d]}]
      features: [{name: clicks_1d, expr: clicks_1d}]
      """;

  @TempDir Path folder;
  private CommandLineDriver project;

  @BeforeEach
  void project() throws IOException {
    Files.writeString(folder.resolve("factory.yaml"), "project: test\n");
    Files.createDirectories(folder.resolve("features"));
    Files.writeString(
        folder.resolve("clicks.csv"),
        """
        at,ad
        2026-03-01T10:00:00Z,a
        2026-03-02T10:00:00Z,a
        2026-03-03T10:00:00Z,a
        2026-03-03T11:00:00Z,a
        2026-03-03T12:00:00Z,a
        2026-03-04T10:00:00Z,a
        2026-03-05T10:00:00Z,b
        """);
    project = new CommandLineDriver(folder, NOW);
    define(CHECKED);
    done("import clicks clicks.csv");
  }

  private void define(String checks) throws IOException {
    Files.writeString(folder.resolve("features/by_day.yaml"), DEFINITIONS + checks);
    done("apply");
  }

  private String done(String line) {
    CommandLineDriver.Result result = project.ff(line);
    assertThat(result.code()).as(result.toString()).isZero();
    return result.out();
  }

  private void blocked(String line) {
    assertThat(project.ff(line).err()).contains("is blocked by its checks");
  }

  private String runs() {
    return done("runs").replaceAll(" +", " ");
  }

  private String numbersOfTheLog() {
    return project
        .ff(
            "sql",
            "SELECT run, strftime(boundary, '%Y-%m-%d') AS day FROM runs WHERE store = '' ORDER BY day")
        .out()
        .replaceAll(" +", " ");
  }

  @Test
  void blockedBackfill_namesTheBoundaryThatFailedAndItsRun() {
    blocked("backfill --from 2026-03-02");

    assertThat(done("status"))
        .contains("BLOCKED: run 3 of by_day v1 at 2026-03-04T00:00:00Z: clicks_1d <= 2: broken")
        .contains("blocked");
    assertThat(runs())
        .contains("by_day v1 3 backfill 2026-03-04 00:00Z blocked 7 0 ")
        .doesNotContain("2026-03-05", "planned", " 4 ");
    assertThat(done("runs --output json"))
        .contains("\"first_boundary\": \"2026-03-02T00:00:00Z\"", "\"passed\": false");
  }

  @Test
  void blockedBackfill_afterTheCheckIsMended_goesThroughUnderTheSameNumbers() throws IOException {
    blocked("backfill --from 2026-03-02");
    define("");

    done("backfill --from 2026-03-02");

    assertThat(done("status")).contains("published").doesNotContain("BLOCKED");
    assertThat(runs())
        .contains("by_day v1 4 backfill 2026-03-05 00:00Z published 0 3 ")
        .doesNotContain("blocked");
    assertThat(numbersOfTheLog())
        .isEqualTo("RUN DAY\n 1 2026-03-02\n 2 2026-03-03\n 3 2026-03-04\n 4 2026-03-05\n");
  }

  @Test
  void runOfAnotherBoundary_getsANumberThatWasNeverHandedOut() throws IOException {
    blocked("backfill --from 2026-03-02 --to 2026-03-04");

    done("run");

    assertThat(runs())
        .contains("by_day v1 4 run 2026-03-05 00:00Z published", "by_day v1 3 backfill 2026-03-04");
    assertThat(done("status")).contains("BLOCKED: run 3 of by_day v1 at 2026-03-04", "published");

    define("");
    done("backfill --from 2026-03-02");

    assertThat(done("status")).contains("published").doesNotContain("BLOCKED", "logged");
    assertThat(runs()).contains("by_day v1 7 backfill 2026-03-04 00:00Z logged");
    assertThat(numbersOfTheLog())
        .isEqualTo("RUN DAY\n 5 2026-03-02\n 6 2026-03-03\n 7 2026-03-04\n 4 2026-03-05\n");
    assertThat(done("verify")).contains("equal");
    project = project.at(NOW.plusSeconds(86_400));
    done("run");
    assertThat(numbersOfTheLog()).endsWith(" 4 2026-03-05\n 8 2026-03-06\n");
    assertThat(done("verify")).contains("equal");
  }

  @Test
  void runThatIsBlockedOnTheWay_logsWhatComesBeforeAndPlansNothingAfter() throws IOException {
    done("backfill --from 2026-03-02 --to 2026-03-02");

    blocked("run");

    assertThat(runs())
        .contains("by_day v1 2 run 2026-03-03 00:00Z published 0 0 ", "by_day v1 3 run 2026-03-04")
        .doesNotContain("2026-03-05");
    assertThat(done("status")).contains("BLOCKED: run 3 of by_day v1 at 2026-03-04", "blocked");

    define("");
    done("run");

    assertThat(done("status")).contains("published").doesNotContain("BLOCKED");
    assertThat(runs())
        .contains("by_day v1 3 run 2026-03-04 00:00Z published", "by_day v1 4 run 2026-03-05")
        .doesNotContain("blocked");
  }

  @Test
  void earlierBackfill_leavesTheLastStepOfTheNewestBoundary() throws IOException {
    define("");
    done("run");
    assertThat(done("status")).contains("published");

    done("backfill --from 2026-03-03");

    assertThat(done("status")).contains("published").doesNotContain("logged");
    assertThat(runs()).contains("by_day v1 3 backfill 2026-03-04 00:00Z logged");
  }
}
