package io.featurefactory.online.dynamodb;

import io.featurefactory.online.FormulaHistory;
import io.featurefactory.online.KilledPublishers;
import io.featurefactory.testkit.servers.DynamoDb;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link KilledPublishers} upon a table. */
final class DynamoDbKillTest {
  private static final int KEYS = 2_000;

  @TempDir Path folder;

  /** Publishes in a process of its own. */
  static final class PublishMain {
    private PublishMain() {}

    /** {@code ENDPOINT TABLE KEYS RUNS}. */
    public static void main(String[] arguments) {
      DynamoDbSettings settings = TestTables.at(URI.create(arguments[0]), arguments[1]);
      try (DynamoDbOnlineStore store = open(settings)) {
        FormulaHistory.publish(store, Integer.parseInt(arguments[2]), Long.parseLong(arguments[3]));
      }
    }
  }

  private static DynamoDbOnlineStore open(DynamoDbSettings settings) {
    return DynamoDbOnlineStore.open("table", "shop", settings, Clock.systemUTC());
  }

  @Test
  void publishersThatAreKilled_leaveNothingWrong() throws Exception {
    DynamoDbSettings settings = TestTables.another();
    try (DynamoDbOnlineStore store = open(settings)) {
      KilledPublishers publishers =
          new KilledPublishers(
              store,
              KEYS,
              runs ->
                  KilledPublishers.java(
                      folder.resolve("publishers.log"),
                      PublishMain.class,
                      DynamoDb.options(),
                      DynamoDb.endpoint(),
                      settings.table(),
                      KEYS,
                      runs));
      publishers.kill(3, 1_600);
    }
  }
}
