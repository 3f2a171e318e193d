package io.featurefactory.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** A project with a view of ads, published daily, and a service, for {@code ff train}. */
record TrainProject(Path folder, CommandLineDriver driver) {
  static final Instant NOW = Instant.parse("2026-03-10T08:00:00Z");

  /** Views of ad 7 by day, before the publish at 03T00:30 and after. */
  static final String SPINE =
      """
      shown_at,item,device,note,clicked
      2026-03-02T00:30:00Z,007,phone,first,true
      2026-03-02T02:29:59.999999+02:00,007,phone,too early,false
      2026-03-03 12:00:00,007,,"a, b",true
      2026-03-03T12:00:00Z,8,phone,,false
      ,007,phone,no time,false
      2026-03-05T00:00:00Z,,phone,no key,false
      """;

  /** Makes it, with three days of history. */
  static TrainProject make(Path folder) throws IOException {
    Files.createDirectories(folder.resolve("features"));
    Files.writeString(folder.resolve("factory.yaml"), "project: shop\n");
    Files.writeString(
        folder.resolve("features/ads.yaml"),
        """
        kind: source
        name: views
        table: lake.views
        event_time: at
        columns: {at: timestamp, ad_id: string}
        ---
        kind: feature_view
        name: ad_views
        version: 1
        description: How often an ad is seen
        owner: me@example.com
        source: views
        keys: [ad_id]
        every: 1d
        aggregates:
          - {name: seen, expr: count(*), windows: [1d, 2d]}
        features: [{name: seen_1d, expr: seen_1d}, {name: seen_2d, expr: seen_2d}]
        ---
        kind: feature_service
        name: ranking
        version: 1
        description: For the ranking
        owner: me@example.com
        features: [ad_views.*]
        inputs: {device: string}
        derived:
          - {name: on_phone, expr: "device = 'phone'"}
          - {name: age_of_day, expr: "date_diff('hour', date_trunc('day', asked_at), asked_at)"}
        """);
    Files.writeString(
        folder.resolve("views.csv"),
        """
        at,ad_id
        2026-03-01T10:00:00Z,007
        2026-03-01T11:00:00Z,007
        2026-03-02T10:00:00Z,007
        """);
    Files.writeString(folder.resolve("spine.csv"), SPINE);
    TrainProject shop = new TrainProject(folder, new CommandLineDriver(folder, NOW));
    shop.done("import views views.csv");
    shop.done("apply");
    shop.done("backfill --from 2026-03-02 --to 2026-03-05");
    return shop;
  }

  /** The answer of a line that has to succeed. */
  CommandLineDriver.Result done(String line) {
    CommandLineDriver.Result result = driver.ff(line);
    assertThat(result.code()).as(line + "\n" + result.err()).isZero();
    return result;
  }

  /** What a line that has to fail says. */
  String refusal(String line, int code) {
    CommandLineDriver.Result result = driver.ff(line);
    assertThat(result.code()).as(line + "\n" + result.out() + result.err()).isEqualTo(code);
    return result.err();
  }

  List<String> lines(String file) throws IOException {
    return Files.readAllLines(folder.resolve(file));
  }

  Path write(String file, String text) throws IOException {
    return Files.writeString(folder.resolve(file), text);
  }
}
