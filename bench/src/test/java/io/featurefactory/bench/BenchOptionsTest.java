package io.featurefactory.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class BenchOptionsTest {
  @Test
  void parse_nothing_isTheDefault() {
    BenchOptions options = BenchOptions.parse(List.of());
    assertThat(options.events()).containsExactly(40_000_000L);
    assertThat(options.days()).isEqualTo(30);
    assertThat(options.windowDays()).isEqualTo(120);
    assertThat(options.spines()).containsExactly(1_000_000L, 3_000_000L, 10_000_000L, 30_000_000L);
    assertThat(options.runs()).isEqualTo(3);
    assertThat(options.cases()).isEqualTo(EnumSet.allOf(BenchCase.class));
    assertThat(options.seed()).isEqualTo(7);
    assertThat(options.work()).isEqualTo(Path.of("bench/target/work").toAbsolutePath());
    assertThat(options.results()).isEqualTo(Path.of("bench/target/results.json").toAbsolutePath());
  }

  @Test
  void parse_everything_isTaken() {
    assertThat(
            BenchOptions.parse(
                List.of(
                    ("--events 1000000,10_000_000 --days 12 --window-days 100 --runs 5 --seed 1"
                            + " --spines 3000000,1000"
                            + " --only next-day,hourly --work /w --results /r.json")
                        .split(" "))))
        .isEqualTo(
            new BenchOptions(
                List.of(1_000_000L, 10_000_000L),
                12,
                100,
                List.of(1_000L, 3_000_000L),
                5,
                EnumSet.of(BenchCase.NEXT_DAY, BenchCase.HOURLY),
                1,
                Path.of("/w"),
                Path.of("/r.json")));
  }

  @Test
  void parse_mistake_saysWhatWasExpected() {
    refuses(
        "--size: no such option (expected: one of those that bench/run --help shows)", "--size");
    refuses("--runs: '' (expected: a value after it)", "--runs");
    refuses("--runs: '0' (expected: 1 or more)", "--runs", "0");
    refuses("--events: 'many' (expected: whole numbers)", "--events", "many");
    refuses("--window-days: '30' (expected: 91 or more)", "--window-days", "30");
    refuses(
        "--only: 'all' (expected: some of history,next-day,windows,hourly,memory,start,spark,spark-memory,spark-growth,skew,train,train-memory,spark-train,metadata,store,serve,ingest)",
        "--only",
        "all");
  }

  private static void refuses(String message, String... arguments) {
    assertThatThrownBy(() -> BenchOptions.parse(List.of(arguments))).hasMessage(message);
  }
}
