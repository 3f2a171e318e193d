package io.featurefactory.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.featurefactory.model.FactoryException;
import java.nio.file.Path;
import java.time.LocalDate;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

final class DemoSettingsTest {
  private static final LocalDate START = LocalDate.of(2026, 1, 1);

  @Test
  void of_nothingElseSaid_hasTheUsualShares() {
    assertThat(DemoSettings.of(1, 1000, 7, START))
        .isEqualTo(new DemoSettings(1, 1000, 7, START, 0.01, 0.005));
  }

  @Test
  void new_badValue_saysWhatWasExpected() {
    refuses(
        () -> DemoSettings.of(1, 0, 7, START),
        "events: 0 (expected: 1 to 350000000, 50000000 a day)");
    refuses(
        () -> DemoSettings.of(1, 1L << 40, 1, START),
        "events: 1099511627776 (expected: 1 to 50000000, 50000000 a day)");
    refuses(() -> DemoSettings.of(1, 10, 0, START), "days: 0 (expected: 1 to 3660)");
    refuses(
        () -> DemoSettings.of(1, 10, 1, LocalDate.of(1969, 12, 31)),
        "start: 1969-12-31 (expected: a day from 1970 to 2200)");
    refuses(
        () -> new DemoSettings(1, 10, 1, START, Double.NaN, 0),
        "late share: NaN (expected: 0 to 0.5)");
    refuses(
        () -> new DemoSettings(1, 10, 1, START, 0, 0.6),
        "duplicate share: 0.6 (expected: 0 to 0.5)");
  }

  @Test
  void target_noThread_isRefused() {
    refuses(
        () -> new Marketplace.Target(Path.of("x"), FileFormat.CSV, 0),
        "threads: 0 (expected: at least 1)");
  }

  private static void refuses(ThrowingCallable call, String message) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            FactoryException.class, e -> assertThat(e.kind()).isEqualTo(FactoryException.Kind.USER))
        .hasMessage(message);
  }
}
