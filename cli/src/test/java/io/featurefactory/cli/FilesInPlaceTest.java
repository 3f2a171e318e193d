package io.featurefactory.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files in place give the log that the same files give when they are imported. */
final class FilesInPlaceTest {
  private static final Instant FIRST = Instant.parse("2026-03-03T08:00:00Z");
  private static final Instant LATER = Instant.parse("2026-03-04T08:00:00Z");

  private static final String LOG =
      "SELECT feature_time, run, ad_id, clicks_1d, clicks_2d, hours FROM log.ad_clicks_v1_log"
          + " ORDER BY ALL";

  private static final String VIEW =
      """
      kind: source
      name: clicks
      LOCATION
      event_time: at
      event_id: id
      columns: {id: string, at: timestamp, ad_id: string, hour: string}
      ---
      kind: feature_view
      name: ad_clicks
      version: 1
      owner: you@example.com
      description: Clicks
      source: clicks
      keys: [ad_id]
      every: 1d
      filter: "hour <> '99'"
      aggregates:
        - {name: clicks, expr: count(*), windows: [1d, 2d]}
        - {name: hours, expr: count(distinct hour), windows: [{length: 2d, name: hours}]}
      features:
        - {name: clicks_1d, expr: clicks_1d}
        - {name: clicks_2d, expr: clicks_2d}
        - {name: hours, expr: hours}
      """;

  @TempDir Path folder;

  @Test
  void csv_withPartitionsAndRepeatedEvents_givesTheImportedLog() throws IOException {
    CommandLineDriver lake = project("lake", "table: lake.clicks");
    CommandLineDriver place = project("place", "files: data/hour=*/*.csv");

    String first = "id,at,ad_id\n1,2026-03-01T10:00:00Z,a\n2,2026-03-02T12:00:00+02:00,b\n";
    land("07", "a.csv", first, lake);
    assertThat(place.ff("plan").out()).contains("ad_clicks v1", "2026-03-01").doesNotContain("?");
    both(lake, place, FIRST, "backfill --from 2026-03-02 --to 2026-03-03");
    String late = "id,at,ad_id\n1,2026-03-01T10:00:00Z,c\n3,2026-03-02T11:00:00Z,a\n4,,a\n";
    land("08", "b.csv", late, lake);
    land("99", "c.csv", "id,at,ad_id\n5,2026-03-03T11:00:00Z,a\n", lake);
    both(lake, place, LATER, "run");

    String expected = sql(lake);
    assertThat(expected).contains("2026-03-04");
    assertThat(sql(place)).isEqualTo(expected);
    assertThat(place.at(LATER).ff("verify").code()).isZero();
    assertThat(place.at(LATER).ff("get ad_clicks ad_id=a").out()).contains("clicks_2d");
  }

  @Test
  void preview_leavesNoListBehind() throws IOException {
    CommandLineDriver place = project("place", "files: data/hour=*/*.jsonl");
    Path file = folder.resolve("place/data/hour=1/a.jsonl");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "{\"id\": 1, \"at\": \"2026-03-02T10:00:00Z\", \"ad_id\": \"a\"}\n");
    assertThat(place.at(FIRST).ff("preview ad_clicks").out()).contains("1 key with values");
    Files.writeString(file, "{\"id\": 1, \"at\": \"2026-03-02T10:00:00Z\", \"ad_id\": \"bb\"}\n");

    CommandLineDriver.Result again = place.at(FIRST).ff("preview ad_clicks");

    assertThat(again.err()).doesNotContain("error");
    assertThat(again.out()).contains("bb");
  }

  @Test
  void changedFile_isNamedAndStopsTheRun() throws IOException {
    CommandLineDriver place = project("place", "files: data/hour=*/*.csv");
    Path file = folder.resolve("place/data/hour=1/a.csv");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "id,at,ad_id\n1,2026-03-02T10:00:00Z,a\n");
    place.at(FIRST).ff("apply");
    place.at(FIRST).ff("run");
    Files.writeString(file, "id,at,ad_id\n1,2026-03-02T10:00:00Z,a\n2,2026-03-03T10:00:00Z,a\n");

    CommandLineDriver.Result result = place.at(LATER).ff("run");

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.out() + result.err())
        .contains("a.csv changed after it was read", "put")
        .doesNotContain("Exception");
  }

  /** The file where it stays, and with what its path says where it is imported. */
  private void land(String hour, String name, String csv, CommandLineDriver lake)
      throws IOException {
    Path place = folder.resolve("place/data/hour=" + hour).resolve(name);
    Files.createDirectories(place.getParent());
    Files.writeString(place, csv);
    CommandLineDriver.Result result =
        lake.ff("import clicks " + place + " --max-bad-rows 1 --set hour=" + hour);
    assertThat(result.code()).as(result.out() + result.err()).isZero();
  }

  private static void both(
      CommandLineDriver lake, CommandLineDriver place, Instant now, String command) {
    for (CommandLineDriver driver : new CommandLineDriver[] {lake.at(now), place.at(now)}) {
      driver.ff("apply");
      CommandLineDriver.Result result = driver.ff(command);
      assertThat(result.code()).as(result.out() + result.err()).isZero();
    }
  }

  private static String sql(CommandLineDriver driver) {
    return driver.ff("sql", LOG, "--output", "json").out();
  }

  private CommandLineDriver project(String name, String location) throws IOException {
    Path project = folder.resolve(name);
    Files.createDirectories(project.resolve("features"));
    Files.writeString(project.resolve("factory.yaml"), "project: test\n");
    Files.writeString(project.resolve("features/clicks.yaml"), VIEW.replace("LOCATION", location));
    return new CommandLineDriver(project, FIRST);
  }
}
