package io.featurefactory.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessMeterTest {
  @TempDir private Path folder;

  @Test
  void run_busyProcess_hasTimesAndMemory() {
    Measurement measured = meter().run(shell("i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done"));
    assertThat(measured.wallSeconds()).isPositive();
    assertThat(measured.cpuSeconds()).isPositive();
    assertThat(measured.peakBytes()).isBetween(100_000L, 100_000_000L);
  }

  @Test
  void run_aLargerChild_isThePeak() {
    Measurement alone = meter().run(shell("sleep 1"));
    Measurement measured = meter().run(shell("head -c 50000000 /dev/zero | tail -n 1 | sleep 1"));
    assertThat(measured.peakBytes()).isGreaterThan(alone.peakBytes() + 20_000_000L);
  }

  @Test
  void run_environment_reachesTheProcess() {
    assertThat(meter().attempt(shell("[ \"$BENCH_TEST\" = set ]")).exit()).isZero();
  }

  @Test
  void run_failure_showsTheEndOfTheOutput() {
    assertThatThrownBy(() -> meter().run(shell("echo first; echo last >&2; exit 3")))
        .hasMessage(
            "some shell ended with 3. Its output is %s, and ends with:%nfirst\nlast"
                .formatted(folder.resolve("logs/some-shell.log")));
  }

  @Test
  void run_noSuchProgram_saysSo() {
    Launch launch = new Launch("none", List.of("/no/such/program"), folder, Map.of());
    assertThatThrownBy(() -> meter().run(launch))
        .hasMessageStartingWith("Cannot start /no/such/program: ");
  }

  private ProcessMeter meter() {
    return new ProcessMeter(folder.resolve("logs"));
  }

  private Launch shell(String script) {
    return new Launch(
        "some shell", List.of("sh", "-c", script), folder, Map.of("BENCH_TEST", "set"));
  }
}
