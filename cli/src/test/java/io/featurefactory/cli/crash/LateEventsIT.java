package io.featurefactory.cli.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events that come late, and commands beside a process that looks up all the time. */
final class LateEventsIT {
  private static final String GET = "get by_day ad=late-ad --output json";
  private static final String STORE = "store default, by_day";

  @TempDir Path temporary;
  private Path folder;

  @BeforeEach
  void project() {
    folder = CrashProject.create(temporary.resolve("shop"), 500, 5);
    for (Stage stage : List.of(Stage.IMPORT, Stage.APPLY, Stage.BACKFILL)) {
      CrashProject.ff(folder, stage.line());
    }
  }

  @Test
  void lateEvent_countsAtTheNextBoundaryAndTheLogKeepsWhatWasServed() throws IOException {
    List<String> served = log();
    Files.writeString(
        folder.resolve("late-clicks.csv"),
        """
        id,at,type,ad,price
        l1,2026-03-03T12:00:00Z,click,late-ad,1.00
        l2,2026-03-03T13:00:00Z,click,late-ad,1.00
        """);
    FfProcess.run(folder, "import clicks late-clicks.csv").done();

    assertThat(FfProcess.run(folder, GET).done().out())
        .contains("\"clicks_1d\": 0", "\"clicks_2d\": 0");
    FfProcess.run(folder, "run --at 2026-03-05T06:00").done();

    assertThat(FfProcess.run(folder, GET).done().out())
        .as("two clicks on the 3rd, seen at the boundary of the 5th")
        .contains("\"clicks_1d\": 0", "\"clicks_2d\": 2");
    List<String> after = log();
    assertThat(after).containsAll(served);
    assertThat(after.stream().filter(row -> row.contains("late-ad")))
        .hasSize(1)
        .allMatch(row -> row.contains("2026-03-05"));
    assertThat(FfProcess.run(folder, "verify").done().out()).contains("equal");
    assertRebuildChangesNoByte();
  }

  private void assertRebuildChangesNoByte() {
    Map<String, List<String>> before = ProjectContent.of(folder);
    FfProcess.run(folder, "publish --rebuild").done();
    assertThat(withoutSpares(ProjectContent.of(folder))).isEqualTo(withoutSpares(before));
    assertThat(before.get(STORE)).hasSizeGreaterThan(100);
  }

  /** A rebuild keeps what it has replaced. */
  private static Map<String, List<String>> withoutSpares(Map<String, List<String>> content) {
    Map<String, List<String>> same = new TreeMap<>();
    content.forEach(
        (place, rows) ->
            same.put(place, rows.stream().map(row -> row.replaceAll("spares .*", "")).toList()));
    return same;
  }

  @Test
  void commands_whileAnotherProcessLooksUp_goThroughAndAreSeenByIt() throws Exception {
    Process lookups =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                LookupMain.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader said = lookups.inputReader()) {
      assertThat(said.readLine()).isEqualTo("looking");
      List<FfProcess.Result> results = new ArrayList<>();
      for (String line :
          List.of(
              "get by_day ad=ad-1",
              "import clicks day4.csv",
              "run --at 2026-03-05T06:00",
              "get by_hours ad=ad-1",
              "publish --rebuild",
              "verify")) {
        results.add(FfProcess.run(folder, line).done());
      }
      lookups.outputWriter().append('\n').flush();

      assertThat(said.readLine()).isEqualTo("many lookups, runs [3, 4]");
      assertThat(results).hasSize(6);
    } finally {
      lookups.destroyForcibly();
    }
  }

  private List<String> log() {
    return ProjectContent.of(folder).get("log.by_day_v1_log");
  }
}
