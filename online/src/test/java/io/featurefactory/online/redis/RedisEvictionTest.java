package io.featurefactory.online.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FencedException;
import io.featurefactory.model.OnlineWriter;
import io.featurefactory.model.Published;
import io.featurefactory.model.RowAnswer;
import io.featurefactory.model.RowBatch;
import io.featurefactory.model.RowChange;
import io.featurefactory.model.RowRequest;
import io.featurefactory.model.StoredRow;
import io.featurefactory.model.ViewId;
import io.featurefactory.online.redis.Eviction.Lost;
import io.featurefactory.testkit.servers.RedisCluster;
import io.featurefactory.testkit.servers.RedisServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that removes rows to make room: what it has removed never looks empty. */
final class RedisEvictionTest {
  private static final ViewId VIEW = new ViewId("ads", 1);
  private static final int ROWS = 3_000;

  @TempDir Path folder;

  private static byte[] key(int number) {
    return ("AD-" + number).getBytes(StandardCharsets.US_ASCII);
  }

  private static void rebuild(RedisOnlineStore store) {
    List<RowChange> rows = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      rows.add(RowChange.put(key(i), 1, new byte[1_000]));
    }
    Instant now = Instant.now();
    try (OnlineWriter writer = store.openWriter()) {
      int generation = writer.beginGeneration(VIEW, "log");
      for (int from = 0; from < ROWS; from += 500) {
        writer.write(new RowBatch(VIEW, generation, 1, rows.subList(from, from + 500)));
      }
      writer.switchGeneration(VIEW, generation, new Published(1, now, now, now));
    }
  }

  private static RowAnswer read(RedisOnlineStore store, int number) {
    return store.read(List.of(new RowRequest(VIEW, List.of(key(number))))).get(0);
  }

  @Test
  void read_serverThatEvicts_saysOfNothingThatItIsMissing() {
    try (RedisServer server =
            RedisServer.start(
                folder, "--maxmemory", "3mb", "--maxmemory-policy", "allkeys-random");
        RedisOnlineStore store =
            RedisOnlineStore.open("cache", "shop", RedisSettings.server(server.uri()))) {
      int answered = 0;
      for (int attempt = 0; attempt < 100 && answered == 0; attempt++) {
        try {
          rebuild(store);
          answered = count(store);
        } catch (FencedException | FactoryException e) {
          assertThat(e).as("the head or the receipts may be what goes").isNotNull();
        }
      }
      assertThat(answered).isBetween(1, ROWS - 1);
      assertThat(read(store, ROWS).rows())
          .as("a key that never was")
          .containsExactly(StoredRow.UNKNOWN);

      server.ask("CONFIG SET maxmemory-policy noeviction");
      server.ask("CONFIG SET maxmemory 0");
      rebuild(store);
      try (RedisOnlineStore other =
          RedisOnlineStore.open("cache", "shop", RedisSettings.server(server.uri()))) {
        assertThat(read(other, ROWS).rows())
            .as("it has evicted before")
            .containsExactly(StoredRow.UNKNOWN);
      }
    }
  }

  @Test
  void read_policySetInARunningServer_countsFromTheFirstRowThatGoes() {
    try (RedisServer server = RedisServer.start(folder)) {
      assertThat(countAfterPolicy(RedisSettings.server(server.uri()), server))
          .isBetween(ROWS / 2, ROWS - 1);
    }
  }

  @Test
  void read_policySetInOneNodeOfACluster_countsThere() {
    try (RedisCluster cluster = RedisCluster.start(folder, 3)) {
      RedisServer last = cluster.nodes().get(2);
      assertThat(countAfterPolicy(RedisSettings.cluster(cluster.uri()), last))
          .isBetween(ROWS / 2, ROWS - 1);
    }
  }

  /** The rows that are still there after a server has been made a cache without a word. */
  private static int countAfterPolicy(RedisSettings settings, RedisServer server) {
    int answered = 0;
    for (int attempt = 0; attempt < 20 && answered < ROWS / 2; attempt++) { // a head may go, too
      server.ask("CONFIG SET maxmemory 0");
      server.ask("CONFIG SET maxmemory-policy noeviction");
      server.ask("CONFIG RESETSTAT");
      try (RedisOnlineStore store = RedisOnlineStore.open("cache", "shop", settings)) {
        rebuild(store);
        assertThat(read(store, ROWS).rows()).as("EMPTY so far").containsOnlyNulls();
        server.ask("CONFIG SET maxmemory-policy allkeys-random");
        server.ask("CONFIG SET maxmemory " + (usedMemory(server) - 100_000));
        answered = count(store);
        server.ask("CONFIG SET maxmemory 0");
        server.ask("CONFIG SET maxmemory-policy volatile-lru");
        assertThat(count(store)).as("what is gone is gone").isEqualTo(answered);
      }
    }
    return answered;
  }

  private static long usedMemory(RedisServer server) {
    Matcher used = Pattern.compile("used_memory:(\\d+)").matcher(server.ask("INFO memory"));
    assertThat(used.find()).isTrue();
    return Long.parseLong(used.group(1));
  }

  private static int count(RedisOnlineStore store) {
    int answered = 0;
    for (int i = 0; i < ROWS; i++) {
      RowAnswer answer = read(store, i);
      StoredRow row = answer.rows().get(0);
      if (answer.progress() != null) {
        assertThat(row).as("row %d", i).isNotNull();
        answered += row.isUnknown() ? 0 : 1;
      }
    }
    return answered;
  }

  @Test
  void read_userWhoMayNotAsk_isAnswered() {
    try (RedisServer server = RedisServer.start(folder)) {
      server.ask("ACL SETUSER features on >pw ~ff* +@all -info");
      try (RedisOnlineStore store =
          RedisOnlineStore.open(
              "cache",
              "shop",
              RedisSettings.server("redis://features:pw@127.0.0.1:" + server.port()))) {
        rebuild(store);
        assertThat(read(store, ROWS).progress()).isNotNull();
      }
    }
  }

  @Test
  void lost_info_saysWhatMayBeMissing() {
    assertThat(Lost.of("noeviction", "100")).isEqualTo(Lost.NOTHING);
    assertThat(Lost.of("allkeys-lru", "0")).isEqualTo(Lost.NOTHING);
    assertThat(Lost.of("allkeys-lru", "100")).isEqualTo(Lost.ROWS);
    assertThat(Lost.of("volatile-ttl", "100")).isEqualTo(Lost.NOTHING);
  }
}
