package io.featurefactory.online.dynamodb;

import static io.featurefactory.online.dynamodb.DynamoDbFixture.delete;
import static io.featurefactory.online.dynamodb.DynamoDbFixture.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.featurefactory.testkit.servers.DynamoDb;
import io.featurefactory.testkit.servers.DynamoDbProxy;
import io.featurefactory.testkit.servers.DynamoDbProxy.Refused;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The time to live of a table, and what becomes of those who cannot have it. */
final class TableSetupTest {
  private final List<String> warnings = new ArrayList<>();
  private DynamoDbProxy proxy;
  private DynamoDbSettings settings;

  @BeforeEach
  void open() {
    proxy = DynamoDbProxy.before(DynamoDb.endpoint());
    settings = TestTables.another().withEndpoint(proxy.endpoint());
  }

  @AfterEach
  void close() {
    proxy.close();
  }

  @Test
  void require_newTable_livesByItsAttribute() {
    try (DynamoDbLink link = new DynamoDbLink("table", settings)) {
      new TableSetup(link, warnings::add).require();
      new TableSetup(link, warnings::add).require();
      assertThat(
              link.await(link.client().describeTimeToLive(r -> r.tableName(settings.table())))
                  .timeToLiveDescription()
                  .attributeName())
          .isEqualTo("x");
    }
    assertThat(warnings).isEmpty();
  }

  @Test
  void require_otherTimeToLive_isRefused() {
    try (DynamoDbLink link = new DynamoDbLink("table", settings)) {
      link.await(
          link.client()
              .updateTimeToLive(
                  r ->
                      r.tableName(settings.table())
                          .timeToLiveSpecification(s -> s.attributeName("y").enabled(true))));
      assertThatThrownBy(() -> new TableSetup(link, warnings::add).require())
          .hasMessageContaining("it has a time to live by y (expected: ");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "DescribeTimeToLive, UnknownOperationException",
    "DescribeTimeToLive, AccessDeniedException",
    "UpdateTimeToLive, UnknownOperationException",
    "UpdateTimeToLive, AccessDeniedException"
  })
  void require_timeToLiveIsNotToBeHad_warnsOnce(String operation, String reason) {
    refuse(operation, reason);
    try (DynamoDbLink link = new DynamoDbLink("table", settings)) {
      TableSetup setup = new TableSetup(link, warnings::add);
      setup.require();
      setup.require();
    }
    assertThat(warnings)
        .containsExactly(
            "Online store table at "
                + settings.place()
                + ": its time to live could not be looked at or turned on ("
                + reason
                + ": not here). Unless it is on, tombstones of deleted rows stay until their keys come"
                + " back, and cost storage. Allow dynamodb:DescribeTimeToLive and UpdateTimeToLive, or"
                + " have it turned on by attribute x");
  }

  @Test
  void publish_withoutTimeToLive_isTheSame() {
    refuse("UpdateTimeToLive", "AccessDeniedException");
    try (DynamoDbFixture shop = DynamoDbFixture.open(settings)) {
      shop.rebuild(1, put("a", 1, "one"), put("b", 1, "one"));
      shop.publish(2, delete("a", 2), delete("b", 2));
      shop.publish(3, put("a", 3, "three"));
      assertThat(shop.row("a")).isEqualTo("three");
      assertThat(shop.row("b")).isEmpty();
    }
  }

  @Test
  void require_updateFails_fails() {
    refuse("UpdateTimeToLive", "LimitExceededException");
    try (DynamoDbLink link = new DynamoDbLink("table", settings)) {
      assertThatThrownBy(() -> new TableSetup(link, warnings::add).require())
          .hasMessageContaining("takes no more requests for now: not here");
    }
    assertThat(warnings).isEmpty();
  }

  private void refuse(String operation, String reason) {
    proxy.decide(
        asked ->
            asked.equals(operation)
                ? new Refused(400, reason, "not here.")
                : new DynamoDbProxy.Pass());
  }
}
