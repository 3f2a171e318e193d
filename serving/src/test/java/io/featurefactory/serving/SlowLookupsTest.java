package io.featurefactory.serving;

import static org.assertj.core.api.Assertions.assertThat;

import io.featurefactory.testkit.online.InMemoryOnlineStore;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SlowLookupsTest {
  private static final Clock CLOCK = Clock.fixed(ServedMarket.NOW, ZoneOffset.UTC);

  @Test
  void text_saysWhereTheTimeWent() {
    InMemoryOnlineStore store = InMemoryOnlineStore.empty("default");
    ServedMarket.publishAll(store);
    LookupRequest request =
        new LookupRequest(
                2,
                Map.of("user_id", Column.of(List.of("U1", "U2"))),
                ServedMarket.NOW,
                Duration.ofSeconds(20))
            .withId("r-7")
            .withTraceId("0af7")
            .after(Duration.ofMillis(1_500));
    try (ServiceLookup lookup = new ServiceLookup(name -> slow(store), CLOCK)) {
      LookupAnswer answer = lookup.answer(ServicePlan.of(ServedMarket.USERS), request);

      assertThat(answer.times().waited()).isEqualTo(Duration.ofMillis(1_500));
      assertThat(answer.times().reading()).isBetween(Duration.ofMillis(50), Duration.ofSeconds(18));
      assertThat(answer.times().total())
          .isGreaterThanOrEqualTo(answer.times().reading().plusMillis(1_500));
      assertThat(SlowLookups.text(answer, 3))
          .matches(
              "Slow: users@1, 2 rows, request r-7, trace 0af7: \\d+ ms \\(1500 until its turn, \\d+ for stores,"
                  + " \\d+ for the rest\\); 1 view from default; and 3 others");
    }
  }

  private static InMemoryOnlineStore slow(InMemoryOnlineStore store) {
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return store;
  }
}
