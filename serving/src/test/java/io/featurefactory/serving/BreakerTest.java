package io.featurefactory.serving;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BreakerTest {
  private static final long SECOND = 1_000_000_000L;

  /** {@link System#nanoTime} may go over its end. */
  private final long now = Long.valueOf(Long.MAX_VALUE - SECOND / 2);

  private final Breaker breaker = new Breaker();

  @Test
  void allows_fewFailures_goesOn() {
    fail(4);
    assertThat(breaker.allows(now)).isTrue();
    breaker.succeeded();
    fail(4);
    assertThat(breaker.allows(now)).isTrue();
  }

  @Test
  void allows_afterFiveFailures_triesOnceASecond() {
    fail(5);
    assertThat(breaker.allows(now)).isFalse();
    assertThat(breaker.allows(now + SECOND - 1)).isFalse();
    assertThat(breaker.allows(now + SECOND)).isTrue();
    assertThat(breaker.allows(now + SECOND)).as("a second one at the same time").isFalse();
    assertThat(breaker.allows(now + 2 * SECOND)).isTrue();
  }

  @Test
  void allows_afterASuccess_goesOn() {
    fail(7);
    breaker.succeeded();
    assertThat(breaker.allows(now)).isTrue();
    fail(4);
    assertThat(breaker.allows(now)).isTrue();
  }

  private void fail(int times) {
    for (int i = 0; i < times; i++) {
      breaker.failed(now);
    }
  }
}
