package io.featurefactory.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ff evaluate} on the demo's market, with a feature of noise added. */
final class EvaluateTest {
  private static final Instant NOW = Instant.parse("2026-03-11T06:00:00Z");
  private static final String ASKED =
      "evaluate noisy --spine noisy.sql --label clicked --group page_id --trainings 4";

  /** The demo's service with two features that know nothing. */
  private static final String NOISY =
      """
      kind: feature_service
      name: noisy
      version: 1
      description: With features of noise
      owner: me@example.com
      features:
        - ad_performance.ad_ctr_7d_by_query_category
        - ad_facts.price
        - ad_facts.city
        - user_interests.last_categories
      inputs: {dice: double}
      derived:
        - {name: noise, expr: dice * 2}
      """;

  @TempDir static Path temporary;
  private static CommandLineDriver market;
  private static Path folder;

  @BeforeAll
  static void demo() throws IOException {
    folder = temporary.resolve("market");
    market = new CommandLineDriver(temporary, NOW).in("market");
    String said =
        done(new CommandLineDriver(temporary, NOW)
                .ff("demo", "--events", "90000", "--days", "9", "--dir", folder.toString()))
            .out();
    assertThat(said).contains("ff evaluate search_ranking --spine spine.sql --label clicked");
    Files.writeString(folder.resolve("features/noisy.yaml"), NOISY);
    String spine = Files.readString(folder.resolve("spine.sql"));
    Files.writeString(
        folder.resolve("noisy.sql"),
        spine
            .replace("INTERVAL 7 DAYS", "INTERVAL 2 DAYS")
            .replace(
                "  shown.user_id,\n  clicked.ad_id",
                "  shown.user_id,\n  md5_number_upper(page_id || ad_id)::DOUBLE AS dice,\n"
                    + "  NULL::BIGINT AS nothing,\n  clicked.ad_id"));
    done(market.ff("apply"));
  }

  private static CommandLineDriver.Result done(CommandLineDriver.Result result) {
    assertThat(result.code()).as(result.err()).isZero();
    return result;
  }

  @Test
  void evaluate_demo_showsTheLiftAndCallsNoiseNothing() throws IOException {
    String json = done(market.ff(ASKED + " --out worth.html --output json")).out();

    assertThat(number(json, "\"difference\": {", "low")).isGreaterThan(0.01);
    assertThat(number(json, "\"static\": {", "value")).isBetween(0.45, 0.58);
    assertThat(number(json, "\"all\": {", "value")).isBetween(0.55, 0.68);
    String noise = json.substring(json.indexOf("\"name\": \"noise\""));
    assertThat(number(noise, "\"leave_one_out\": {", "low")).isLessThan(0);
    assertThat(number(noise, "\"leave_one_out\": {", "high")).isGreaterThan(0);
    assertThat(number(noise, "\"permutation\": {", "low")).isLessThanOrEqualTo(0);
    assertThat(noise).contains("\"verdict\": \"nothing_measurable\"");
    String clicks = json.substring(json.indexOf("\"name\": \"ad_performance.ad_ctr"));
    assertThat(number(clicks, "\"leave_one_out\": {", "low")).isPositive();
    assertThat(json)
        .contains(
            "\"synthetic\": true", "\"column\": \"ad_facts__price\",\n      \"role\": \"static\"")
        .contains("\"column\": \"user_interests__last_categories\",\n      \"why\": \"an array")
        .contains("\"why\": \"as a category: ")
        .containsPattern("\"log_bytes_by_feature\": \\{\\s+\"ad_clicks_1d\": [1-9]");
    assertThat(folder.resolve("worth.html"))
        .content()
        .contains("<svg ", "The data are synthetic")
        .doesNotContain("http://", "https://", "<script", "src=");
  }

  /** The number of a field of NDCG@10, the first after a text. */
  private static double number(String json, String after, String field) {
    Matcher found =
        Pattern.compile("\"" + field + "\": (-?[0-9.E-]+)")
            .matcher(json.substring(json.indexOf(after)));
    assertThat(found.find()).as(after + field).isTrue();
    return Double.parseDouble(found.group(1));
  }

  @Test
  void evaluate_forPeople_fitsAndSaysWhatItIs() {
    String said = done(market.ff(ASKED.replace("4", "1") + " --static price,noise --seed 7")).out();

    assertThat(said.lines()).allMatch(line -> line.length() <= 80);
    assertThat(said)
        .startsWith("The data are synthetic: this project was made by ff demo.")
        .contains("with 2 static features alone")
        .containsPattern("(?m)^NDCG@10 +0\\.\\d{3} \\[0\\.\\d{3}, 0\\.\\d{3}]")
        .containsPattern("(?m)^noise \\(derived\\) .* (none measurable|harms)$")
        .containsPattern("(?m)^view ad_performance +[+-][0-9.]+ +[1-9][0-9,]* +[0-9.]+ [kM]?B");
  }

  @Test
  void evaluate_wrongInput_isToldWithTheWayOut() throws IOException {
    refused("evaluate noisy --spine noisy.sql --label klicked --group page_id", "--label");
    refused(
        "evaluate noisy --spine noisy.sql --label clicked --group page_i",
        "--group page_i: the spine has no such column (did you mean 'page_id'?)");
    refused(
        ASKED + " --static prize",
        "--static prize: the service has no such feature (did you mean 'price'?) (expected: one of");
    refused(
        ASKED + " --baseline query_category", "--baseline query_category: the column is of type");
    refused(ASKED + " --out x.pdf", "--out x.pdf (expected: a name that ends with .html)");
    refused(
        "evaluate noisy --spine noisy.sql --label nothing --group page_id",
        "noisy.sql has no row with a label, a group and a time");
    Files.writeString(
        folder.resolve("few.sql"),
        "SELECT * FROM (" + Files.readString(folder.resolve("noisy.sql")) + ") LIMIT 200");
    refused(
        "evaluate noisy --spine few.sql --label clicked --group page_id",
        "groups with rows of label 0 and others (expected: at least 10)");
    Files.writeString(
        folder.resolve("all.sql"),
        "SELECT * REPLACE (true AS clicked) FROM ("
            + Files.readString(folder.resolve("noisy.sql"))
            + ")");
    refused(
        "evaluate noisy --spine all.sql --label clicked --group page_id",
        "have the value true, and there is nothing to learn");
    assertThat(market.ff("evaluate noisy --spine noisy.sql --group page_id").code()).isEqualTo(2);
  }

  private static void refused(String line, String message) {
    CommandLineDriver.Result result = market.ff(line);
    assertThat(result.code()).as(line).isNotZero();
    assertThat(result.err()).as(line).contains(message).doesNotContain("internal");
    assertThat(result.out()).as(line).isEmpty();
  }
}
