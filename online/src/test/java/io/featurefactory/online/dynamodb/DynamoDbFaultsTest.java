package io.featurefactory.online.dynamodb;

import static io.featurefactory.online.dynamodb.DynamoDbFixture.VIEW;
import static io.featurefactory.online.dynamodb.DynamoDbFixture.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FactoryException.Kind;
import io.featurefactory.model.RowAnswer;
import io.featurefactory.model.RowChange;
import io.featurefactory.model.RowScan;
import io.featurefactory.testkit.servers.DynamoDb;
import io.featurefactory.testkit.servers.DynamoDbProxy;
import io.featurefactory.testkit.servers.DynamoDbProxy.Fate;
import io.featurefactory.testkit.servers.DynamoDbProxy.Refused;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happens when DynamoDB or the way to it fails: no wrong answer, and it comes back. */
final class DynamoDbFaultsTest {
  private static final long SEED = Long.getLong("ff.seed", System.nanoTime() & 0xffff_ffffL);
  private static final int RUNS = Integer.getInteger("ff.runs", 12);
  private static final int KEYS = 250;
  private static final Duration SHORT = Duration.ofMillis(500);

  private DynamoDbProxy proxy;
  private DynamoDbFixture direct;
  private DynamoDbFixture shop;
  private DynamoDbSettings settings;

  @BeforeEach
  void open() {
    proxy = DynamoDbProxy.before(DynamoDb.endpoint());
    settings = TestTables.another();
    direct = DynamoDbFixture.open(settings);
    settings = settings.withEndpoint(proxy.endpoint());
    shop = DynamoDbFixture.open(settings);
  }

  @AfterEach
  void close() {
    shop.close();
    direct.close();
    proxy.close();
  }

  /** One request in ten is refused, lost, late, or done in part; publishes go on regardless. */
  @Test
  void anyFaults_answersAreRightAndAllIsWholeInTheEnd() throws Exception {
    shop.rebuild(1, rows(1));
    proxy.decide(faults(new Random(SEED)));
    AtomicBoolean done = new AtomicBoolean();
    ExecutorService reader = Executors.newSingleThreadExecutor();
    try {
      Future<Integer> answered = reader.submit(() -> lookUp(done));
      for (long run = 2; run <= RUNS; run++) {
        publishUntilDone(run);
      }
      done.set(true);
      assertThat(answered.get()).as("lookups, seed %d", SEED).isPositive();
    } finally {
      done.set(true);
      reader.shutdownNow();
    }
    for (int key = 0; key < KEYS; key++) {
      assertThat(direct.row("k" + key)).as("seed %d", SEED).isEqualTo(row(key, RUNS));
    }
    assertThat(direct.progress().run()).isEqualTo(RUNS);
    assertThat(direct.progress().begun()).isNull();
  }

  private static Function<String, Fate> faults(Random random) {
    return operation -> {
      int fate;
      synchronized (random) {
        fate = random.nextInt(60);
      }
      return switch (fate) {
        case 0 -> Refused.throttled();
        case 1 -> new Refused(500, "InternalServerError", "internal");
        case 2 -> new DynamoDbProxy.Lost();
        case 3 -> new DynamoDbProxy.AnswerLost();
        case 4 -> new DynamoDbProxy.Half();
        case 5 -> new DynamoDbProxy.Delay(30);
        default -> new DynamoDbProxy.Pass();
      };
    };
  }

  private void publishUntilDone(long run) {
    while (direct.progress().run() < run) {
      try {
        shop.publish(run, rows(run));
      } catch (FactoryException e) {
        assertThat(e.kind()).as("%s, seed %d", e.getMessage(), SEED).isEqualTo(Kind.EXTERNAL);
      }
    }
  }

  /** In each run some keys change; a key's row says the run that changed it last. */
  private static RowChange[] rows(long run) {
    List<RowChange> rows = new ArrayList<>();
    for (int key = 0; key < KEYS; key++) {
      if (lastChange(key, run) == run) {
        String row = row(key, run);
        rows.add(row.isEmpty() ? DynamoDbFixture.delete("k" + key, run) : put("k" + key, run, row));
      }
    }
    return rows.toArray(RowChange[]::new);
  }

  private static long lastChange(int key, long run) {
    long last = run;
    while (last > 1 && (key + last) % 3 != 0) {
      last--;
    }
    return last;
  }

  private static String row(int key, long run) {
    long last = lastChange(key, run);
    return last > 1 && (key * 7L + last) % 5 == 0 ? "" : key + " in run " + last;
  }

  private int lookUp(AtomicBoolean done) {
    int answered = 0;
    Random random = new Random(SEED + 1);
    while (!done.get()) {
      int[] numbers = random.ints(120, 0, KEYS).toArray();
      String[] keys = new String[numbers.length];
      for (int i = 0; i < keys.length; i++) {
        keys[i] = "k" + numbers[i];
      }
      RowAnswer answer = shop.read(keys);
      assertThat(Objects.requireNonNull(answer.progress()).run()).isPositive();
      for (int i = 0; i < keys.length; i++) {
        var row = answer.rows().get(i);
        String text = row == null ? "" : new String(row.row(), StandardCharsets.UTF_8);
        assertThat(text)
            .as("key %d in run %d, seed %d", numbers[i], answer.run(i), SEED)
            .isEqualTo(row(numbers[i], answer.run(i)));
        answered++;
      }
    }
    return answered;
  }

  @Test
  void write_tableHasNoCapacityForSomeTime_waits() {
    shop.rebuild(1, put("a", 1, "one"));
    long until = System.nanoTime() + Duration.ofMillis(1_200).toNanos();
    proxy.decide(
        operation ->
            operation.equals("PutItem") && System.nanoTime() < until
                ? Refused.throttled()
                : new DynamoDbProxy.Pass());
    shop.publish(2, put("a", 2, "two"));
    assertThat(shop.row("a")).isEqualTo("two");
  }

  @Test
  void write_tableHasNoCapacityForLong_saysWhatToDo() {
    try (DynamoDbFixture hasty =
        DynamoDbFixture.open(settings.withTimeout(Duration.ofMillis(100)))) {
      shop.rebuild(1, put("a", 1, "one"));
      proxy.decide(
          operation ->
              operation.equals("PutItem") ? Refused.throttled() : new DynamoDbProxy.Pass());
      assertThatThrownBy(() -> hasty.publish(2, put("a", 2, "two")))
          .isInstanceOf(FactoryException.class)
          .satisfiesAnyOf(
              e -> assertThat(e).hasMessageContaining("takes no more requests for now"),
              e -> assertThat(e).hasMessageContaining("did not answer within"));
    }
  }

  @Test
  void read_tableHasNoCapacity_saysWhatToDo() {
    try (DynamoDbFixture hasty = DynamoDbFixture.open(settings.withTimeout(SHORT))) {
      shop.rebuild(1, put("a", 1, "one"));
      assertThat(hasty.row("a")).isEqualTo("one");
      proxy.decide(operation -> Refused.throttled());
      assertThatThrownBy(() -> hasty.read("a"))
          .isInstanceOfSatisfying(
              FactoryException.class, e -> assertThat(e.kind()).isEqualTo(Kind.EXTERNAL))
          .hasMessageStartingWith("Online store table at table " + settings.table())
          .hasMessageContaining(
              "takes no more requests for now: too much. Try again, or give the table more capacity");
      proxy.decide(operation -> new DynamoDbProxy.Pass());
      assertThat(hasty.row("a")).isEqualTo("one");
    }
  }

  @Test
  void read_noAnswerComes_failsInTimeAndWorksAfterwards() {
    try (DynamoDbFixture hasty = DynamoDbFixture.open(settings.withTimeout(SHORT))) {
      shop.rebuild(1, put("a", 1, "one"));
      assertThat(hasty.row("a")).isEqualTo("one");
      proxy.decide(operation -> new DynamoDbProxy.Delay(3000));
      long before = System.nanoTime();
      assertThatThrownBy(() -> hasty.read("a"))
          .hasMessageContaining("did not answer within 0.5 s. Try again, or set online.table.time");
      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
      proxy.decide(operation -> new DynamoDbProxy.Pass());
      assertThat(hasty.row("a")).isEqualTo("one");
    }
  }

  @Test
  void read_batchesAreDoneInHalf_answersAll() {
    shop.rebuild(1, put("a", 1, "one"), put("b", 1, "one"));
    proxy.decide(operation -> new DynamoDbProxy.Half());
    RowAnswer answer = shop.read("a", "b", "c", "d");
    assertThat(answer.rows().subList(0, 2)).doesNotContainNull();
    assertThat(answer.rows().subList(2, 4)).containsOnlyNulls();
  }

  /** The proxy refuses reads that may be answered with an older state. */
  @Test
  void reads_ofAllKinds_askToBeConsistent() {
    shop.rebuild(1, put("a", 1, "one"));
    shop.publish(2, put("a", 2, "two"));
    assertThat(shop.row("a")).isEqualTo("two");
    assertThat(shop.progress().run()).isEqualTo(2);
    assertThat(shop.store().views()).containsExactly(VIEW);
    try (RowScan scan = shop.store().scan(VIEW)) {
      assertThat(scan.next()).isTrue();
    }
  }

  @Test
  void calls_refused_nameTheRights() {
    shop.rebuild(1, put("a", 1, "one"));
    proxy.decide(
        operation ->
            new Refused(400, "AccessDeniedException", "User x is not authorized to perform: it"));
    assertThatThrownBy(() -> shop.read("a"))
        .hasMessageContaining(
            "refuses these AWS credentials (AccessDeniedException: User x is not authorized")
        .hasMessageContaining("allow dynamodb:GetItem, BatchGetItem, Query, to write also PutItem");
    proxy.decide(
        operation -> new Refused(400, "UnrecognizedClientException", "The token is invalid."));
    assertThatThrownBy(() -> shop.store().findProgress(VIEW))
        .hasMessageContaining("(UnrecognizedClientException: The token is invalid). They must be");
  }

  @Test
  void calls_tableVanished_sayHowToMakeIt() {
    shop.rebuild(1, put("a", 1, "one"));
    proxy.decide(operation -> new Refused(400, "ResourceNotFoundException", "no table"));
    assertThat(shop.read("a").progress()).isNull();
    assertThatThrownBy(() -> shop.rebuild(2, put("a", 2, "two")))
        .hasMessageContaining("is not there, or not yet. Check online.table.region and table")
        .hasMessageContaining("ff publish makes the table");
  }

  @Test
  void calls_nobodyListens_sayWhatToLookAt() {
    try (DynamoDbFixture lost =
        DynamoDbFixture.open(
            settings.withTimeout(SHORT).withEndpoint(URI.create("http://127.0.0.1:1")))) {
      assertThatThrownBy(() -> readUntilTold(lost))
          .hasMessageStartingWith("Cannot reach online store table at table test-")
          .hasMessageContaining("Connection refused")
          .hasMessageContaining("online.table.region and endpoint in factory.yaml");
    }
  }

  /** Client and name service sometimes take the whole time to notice that there is nothing. */
  private static void readUntilTold(DynamoDbFixture lost) {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (System.nanoTime() < deadline) {
      try {
        lost.read("a");
        return;
      } catch (FactoryException e) {
        if (!e.getMessage().contains("did not answer within")) {
          throw e;
        }
      }
    }
  }

  @Test
  void calls_noSuchHost_nameItAndTheRegion() {
    try (DynamoDbFixture lost =
        DynamoDbFixture.open(
            settings.withTimeout(SHORT).withEndpoint(URI.create("http://dynamodb.invalid")))) {
      assertThatThrownBy(() -> readUntilTold(lost))
          .hasMessageStartingWith("Cannot reach online store table at table test-")
          .hasMessageContaining("there is no host dynamodb.invalid")
          .hasMessageContaining("Check online.table.region and endpoint in factory.yaml")
          .hasMessageContaining("expected: a region such as eu-west-1");
    }
  }

  @Test
  void calls_withoutCredentials_sayWhereTheyAreLookedFor() {
    String id = System.clearProperty("aws.accessKeyId");
    System.setProperty("aws.disableEc2Metadata", "true");
    try (DynamoDbFixture unknown = DynamoDbFixture.open(settings)) {
      assertThatThrownBy(() -> unknown.read("a"))
          .hasMessageContaining("there are no AWS credentials here (looked for AWS_ACCESS_KEY_ID");
    } finally {
      System.setProperty("aws.accessKeyId", id);
      System.clearProperty("aws.disableEc2Metadata");
    }
  }
}
