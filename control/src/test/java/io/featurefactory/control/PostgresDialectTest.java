package io.featurefactory.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FactoryException.Kind;
import io.featurefactory.model.Lease;
import io.featurefactory.model.Leases;
import io.featurefactory.model.Registry;
import io.featurefactory.testkit.control.TestClock;
import io.featurefactory.testkit.servers.PostgresServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Sharing a registry in PostgreSQL, and all that can be wrong with the server. */
final class PostgresDialectTest {
  private static final Lease.Holder HOLDER = new Lease.Holder("here", 1);

  private final TestClock clock = new TestClock();

  private static void assertRefused(Kind kind, ThrowingCallable call, String... parts) {
    assertThatThrownBy(call)
        .isInstanceOf(FactoryException.class)
        .hasMessageContainingAll(parts)
        .message()
        .doesNotContain(PostgresServer.PASSWORD);
    assertThatThrownBy(call).extracting(e -> ((FactoryException) e).kind()).isEqualTo(kind);
  }

  @Test
  void openOrCreate_byManyAtOnce_makesItOnce() throws Exception {
    assertThat(OpenRace.granted(Postgres.newSchema(), clock)).isEqualTo(1);
  }

  @Test
  void open_withoutARegistry_namesTheWayOut() {
    String url = Postgres.newSchema();

    assertRefused(
        Kind.USER,
        () -> ControlStore.open(url, clock),
        "There is no registry at postgresql://127.0.0.1:",
        "Run ff apply");
  }

  @Test
  void open_tablesOfOthers_areLeftAsTheyAre() {
    String url = Postgres.newSchema();
    Postgres.sql(url, "CREATE TABLE runs (mine INTEGER)");

    assertRefused(
        Kind.USER,
        () -> ControlStore.openOrCreate(url, clock),
        "has tables of another program",
        "currentSchema=NAME");
  }

  @Test
  void open_newerLayout_isRefused() {
    String url = Postgres.newSchema();
    ControlStore.openOrCreate(url, clock).close();
    Postgres.sql(url, "UPDATE ff_layout SET version = 99");

    assertRefused(Kind.USER, () -> ControlStore.open(url, clock), "has layout 99", "Update ff");
  }

  @Test
  void open_wrongPassword_isTold() {
    String url = Postgres.newSchema().replace(PostgresServer.PASSWORD, "guessed");

    assertRefused(
        Kind.USER,
        () -> ControlStore.open(url, clock),
        "lets this user not in",
        "user and password");
  }

  @Test
  void open_noSuchDatabaseOrSchema_isTold() {
    String url = Postgres.newSchema();

    assertRefused(
        Kind.USER,
        () -> ControlStore.open(url.replace("/registry?", "/nowhere?"), clock),
        "There is no room for the registry",
        "\"nowhere\" does not exist");
    assertRefused(
        Kind.USER,
        () ->
            ControlStore.openOrCreate(
                url.replaceFirst("currentSchema=.*", "currentSchema=no"), clock),
        "There is no room for the registry",
        "no schema");
  }

  @Test
  void open_nobodyListens_isTold() {
    assertRefused(
        Kind.EXTERNAL,
        () -> ControlStore.open("jdbc:postgresql://127.0.0.1:1/r?user=u&password=p", clock),
        "Cannot reach the registry postgresql://127.0.0.1:1/r");
  }

  @Test
  void open_urlThatTheDriverCannotRead_isToldWithoutThePassword() {
    for (String end : List.of(":99999/r?user=u&password=", "/r?user=u&password=%zz")) {
      assertRefused(
          Kind.USER,
          () -> ControlStore.open("jdbc:postgresql://h" + end + PostgresServer.PASSWORD, clock),
          "cannot be read",
          "%25");
    }
  }

  @Test
  void open_urlWithoutDatabase_saysHowOneLooks() {
    for (String url :
        List.of("jdbc:postgresql://h", "jdbc:postgresql:r", "jdbc:postgresql://u:p@h/r")) {
      assertRefused(
          Kind.USER, () -> ControlStore.open(url, clock), "jdbc:postgresql://HOST/DATABASE");
    }
  }

  @Test
  void write_userWhoMayOnlyRead_isToldAndReadingGoesOn() {
    String url = Postgres.newSchema();
    ControlStore.openOrCreate(url, clock).close();
    String schema = url.substring(url.lastIndexOf('=') + 1);
    Postgres.sql(url, "CREATE ROLE reader_%s LOGIN PASSWORD 'r'".formatted(schema));
    Postgres.sql(url, "GRANT USAGE ON SCHEMA %1$s TO reader_%1$s".formatted(schema));
    Postgres.sql(url, "GRANT SELECT ON ALL TABLES IN SCHEMA %1$s TO reader_%1$s".formatted(schema));
    String reader =
        url.replaceFirst("user=[^&]*&password=[^&]*", "user=reader_" + schema + "&password=r");
    try (ControlStore store = ControlStore.open(reader, clock)) {
      assertThat(store.registry().load().revision()).isZero();
      assertRefused(
          Kind.EXTERNAL,
          () -> store.leases().acquire("x", HOLDER, Duration.ofMinutes(1)),
          "may not be changed",
          "permission denied");
      assertThat(store.registry().load().revision()).isZero();
    }
  }

  @Test
  void write_whileAnotherWrites_waitsAndThenSays() throws Exception {
    String url = Postgres.newSchema();
    ControlStore.openOrCreate(url, clock).close();
    String impatient = url + "&options=-c%20lock_timeout=200";
    try (Connection other = DriverManager.getConnection(url);
        Statement statement = other.createStatement();
        ControlStore store = ControlStore.open(impatient, clock)) {
      other.setAutoCommit(false);
      statement.execute(
          "SELECT pg_advisory_xact_lock(%d, hashtext(current_schema()))".formatted(0x46465247));

      assertRefused(
          Kind.EXTERNAL,
          () -> store.leases().acquire("x", HOLDER, Duration.ofMinutes(1)),
          "is locked: another process");
      assertThat(store.leases().find("x")).isNull(); // who reads does not wait

      other.rollback();
      assertThat(store.leases().acquire("x", HOLDER, Duration.ofMinutes(1)))
          .isInstanceOf(Leases.Granted.class);
    }
  }

  @Test
  void serverIsKilledAndStartsAgain_nextCallGoesOn() {
    try (PostgresServer server = PostgresServer.start()) {
      String url = server.createDatabase("killed");
      try (ControlStore store = ControlStore.openOrCreate(url, clock)) {
        Lease before =
            ((Leases.Granted) store.leases().acquire("x", HOLDER, Duration.ofMinutes(1))).lease();

        server.kill();
        assertRefused(Kind.EXTERNAL, () -> store.registry().load(), "Cannot reach the registry");

        server.restart();
        Registry.Snapshot snapshot = store.registry().load();
        assertThat(snapshot.revision()).isZero();
        assertThat(store.leases().find("x")).isEqualTo(before);
      }
    }
  }
}
