package io.featurefactory.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
  private static final Figure FAST =
      new Figure("fast", List.of(new Measurement(1.5, 2.25, 1L << 30)));
  private static final Figure SLOW =
      new Figure("slow", List.of(new Measurement(15, Double.NaN, 0)));

  @Test
  void section_figuresAndPromises_areTables() {
    assertThat(TextReport.section(section(1_000_000, FAST, SLOW)))
        .containsExactly(
            "",
            "NEXT-DAY, 1,000,000 events: one more day",
            "median of whole processes                 runs     wall     cpu  peak memory",
            "fast                                         1   1.50 s  2.25 s      1.00 GB",
            "slow                                         1  15.00 s       -            -",
            "promise                                   median      min .. max   limit",
            "fast / slow                                0.100  0.100 .. 0.100  <= 0.2  held",
            "Timed: all.");
  }

  @Test
  void section_longNote_isWrapped() {
    Section section =
        new Section("start", 1, "help", List.of(), List.of(), List.of("many words ".repeat(30)));
    assertThat(TextReport.section(section))
        .hasSizeGreaterThan(4)
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
  }

  @Test
  void growth_severalSizes_areColumns() {
    assertThat(
            TextReport.growth(
                List.of(section(1_000_000, FAST, SLOW), section(40_000_000, SLOW, FAST))))
        .containsExactly(
            "",
            "all promises, by events                    limit   1,000,000     40,000,000",
            "fast / slow                               <= 0.2  0.100 held  10.0 NOT HELD");
  }

  @Test
  void json_everyRunAndPromise_isThere(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("made/results.json");
    JsonReport.write(file, Map.of("cores", "2"), List.of(section(5, FAST, SLOW)));
    assertThat(Files.readString(file).replaceAll("\\s+", ""))
        .isEqualTo(
            """
            {"machine":{"cores":"2"},"sections":[{"case":"next-day","events":5,"title":"onemoreday",
            "figures":[
            {"name":"fast","runs":[{"wall_seconds":1.5,"cpu_seconds":2.25,"peak_bytes":1073741824}]},
            {"name":"slow","runs":[{"wall_seconds":15.0,"cpu_seconds":null,"peak_bytes":0}]}],
            "verdicts":[{"name":"fast/slow","unit":"","median":0.1,"min":0.1,"max":0.1,
            "limit":"<=0.2","held":true}],"notes":["Timed:all."]}]}"""
                .replace("\n", ""));
  }

  @Test
  void held_unitAndNaN_followTheLimit() {
    assertThat(Verdict.ofSeconds(FAST, Limit.atMost(1.5)).held()).isTrue();
    assertThat(Verdict.ofSeconds(FAST, Limit.atMost(1.4)).held()).isFalse();
    assertThat(Verdict.ofRatio("", SLOW, FAST, Limit.atLeast(8)).held()).isTrue();
    assertThat(Verdict.ofRatio("", SLOW, FAST, Limit.atLeast(11)).held()).isFalse();
    assertThat(Limit.atMost(2).holds(Double.NaN)).isFalse();
    assertThat(Limit.atLeast(8)).hasToString(">= 8");
  }

  private static Section section(long events, Figure these, Figure those) {
    return new Section(
        "next-day",
        events,
        "one more day",
        List.of(these, those),
        List.of(Verdict.ofRatio("fast / slow", these, those, Limit.atMost(0.2))),
        List.of("Timed: all."));
  }
}
