package io.featurefactory.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.featurefactory.lake.UserQuery.Use;
import io.featurefactory.model.DataType;
import io.featurefactory.model.DataType.Primitive;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class UserQueryTest {
  private static final Map<String, DataType> PARAMETERS =
      Map.of("boundary", Primitive.TIMESTAMP, "name", Primitive.VARCHAR);

  @TempDir Path folder;
  private Kernel kernel;
  private KernelSession session;

  @BeforeEach
  void open() {
    kernel = Kernel.open(new KernelSettings(1, 1 << 28, folder.resolve("spill")));
    session = kernel.session();
  }

  @AfterEach
  void close() {
    session.close();
    kernel.close();
  }

  @Test
  void sql_parameters_areReplacedOutsideOfTextsAndComments() {
    String text =
        """
        SELECT ':name', E'\\':name', ":name", $$:name$$, $x$:name$x$, x::VARCHAR, :name -- :name
        /* :name /* :name */ :name */ FROM lake.events WHERE ts < :boundary AND :name = a[1:2]\
        """;
    UserQuery query = parse(text, Use.VIEW);
    assertThat(query.tables()).containsExactly("lake.events");
    assertThat(query.parameters()).containsExactly("boundary", "name");
    assertThat(query.sql(Map.of("name", "o'x", "boundary", Instant.parse("1970-01-01T00:00:01Z"))))
        .isEqualTo(
            """
            SELECT ':name', E'\\':name', ":name", $$:name$$, $x$:name$x$, x::VARCHAR, 'o''x' -- :name
            /* :name /* :name */ :name */ FROM lake.events WHERE ts < make_timestamp(1000000) AND 'o''x' = a[1:2]\
            """);
  }

  @Test
  void tables_areTheOnesThatNoWithClauseMakes() {
    assertThat(
            parse(
                    "WITH q AS (SELECT * FROM lake.a) SELECT * FROM q JOIN \"b c\" USING (x) WHERE"
                        + " y IN (SELECT z FROM d)",
                    Use.VIEW)
                .tables())
        .containsExactly("b c", "d", "lake.a");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INSERT INTO t VALUES (1)",
        "COPY (SELECT 1) TO 'x'",
        "SET memory_limit = '1GB'",
        "ATTACH 'x.db'",
        "DROP TABLE t",
        "CREATE TABLE t AS SELECT 1",
        "CALL enable_logging()",
        "EXPLAIN SELECT 1"
      })
  void parse_notASelect_isRefused(String sql) {
    assertThatThrownBy(() -> parse(sql, Use.QUESTION))
        .hasMessage(
            "The SQL is not a SELECT (expected: one SELECT; PIVOT and statements that write are"
                + " refused)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT (SELECT max(content) FROM read_text('/etc/passwd'))",
        "WITH q AS (SELECT * FROM glob('*')) SELECT * FROM q",
        "SELECT getenv('HOME')",
        "SELECT * FROM t WHERE x = getenv('HOME')",
        "SELECT * FROM query('SELECT 1')",
        "SELECT * FROM enable_logging()",
        "SELECT * FROM duckdb_settings()"
      })
  void parse_reachingOutside_isRefused(String sql) {
    assertThatThrownBy(() -> parse(sql, Use.QUESTION))
        .hasMessageMatching(
            "The SQL calls (read_csv|read_text|glob|getenv|query|enable_logging|duckdb_settings),"
                + " which reaches outside of the query's tables \\(expected: tables by"
                + " name\\)\\..*");
  }

  @Test
  void parse_changingFunction_isRefusedInAView() {
    assertThatThrownBy(() -> parse("SELECT now()", Use.VIEW))
        .hasMessageContaining("The SQL calls now, which gives another value each time");
    assertThatThrownBy(() -> parse("SELECT current_date", Use.VIEW))
        .hasMessageContaining("which gives another value each time");
    assertThat(parse("SELECT now()", Use.QUESTION).tables()).isEmpty();
  }

  @Test
  void parse_severalStatementsOrMistakes_saySo() {
    assertThatThrownBy(() -> parse("SELECT 1; SELECT 2", Use.QUESTION))
        .hasMessage("The SQL has 2 statements (expected: one SELECT)");
    assertThatThrownBy(() -> parse("SELECT a\nFORM t x", Use.QUESTION))
        .hasMessageStartingWith("The SQL cannot be parsed at line 2, column");
  }

  @Test
  void checkTables_unknown_isNamed() {
    assertThatThrownBy(
            () -> parse("SELECT * FROM 'a.csv'", Use.QUESTION).checkTables(List.of("lake.a")))
        .hasMessage("The SQL reads a.csv, which is not known (expected: one of lake.a)");
  }

  @Test
  void sandbox_readsItsInputsAndNothingElse() throws Exception {
    Path input = folder.resolve("in.parquet");
    Path other = folder.resolve("other.parquet");
    session.execute("COPY (SELECT 1 AS x) TO '" + input + "' (FORMAT parquet)");
    session.execute("COPY (SELECT 2 AS x) TO '" + other + "' (FORMAT parquet)");
    Path results = Files.createDirectory(folder.resolve("results"));
    Sandbox.Input table =
        new Sandbox.Input(
            "lake.t", SqlText.readParquet(List.of(input.toString())), List.of(input.toString()));
    try (Sandbox sandbox = Sandbox.open(kernel.settings(), List.of(table), results)) {
      KernelSession inside = sandbox.session();
      assertThat(inside.query("SELECT x FROM lake.t", ResultRow::values))
          .containsExactly(List.of(1L));
      inside.execute("COPY (SELECT x FROM lake.t) TO '" + results + "/r.parquet' (FORMAT parquet)");
      assertThat(results.resolve("r.parquet")).exists();
      for (String sql :
          List.of(
              "SELECT * FROM '" + other + "'",
              "SELECT * FROM read_text('/etc/passwd')",
              "COPY (SELECT 1) TO '" + other + "'",
              "ATTACH '" + folder.resolve("x.db") + "'",
              "SET enable_external_access = true",
              "SET memory_limit = '1GB'",
              "LOAD httpfs")) {
        assertThatThrownBy(() -> inside.execute(sql)).as(sql).isInstanceOf(RuntimeException.class);
      }
      assertThat(session.query("SELECT x FROM '" + other + "'", ResultRow::values))
          .containsExactly(List.of(2L));
    }
  }

  private UserQuery parse(String sql, Use use) {
    return UserQuery.parse(session, sql, use, PARAMETERS);
  }
}
