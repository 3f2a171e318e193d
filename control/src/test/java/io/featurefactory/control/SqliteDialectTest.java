package io.featurefactory.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.featurefactory.model.FactoryException;
import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each of SQLite's codes means, the extended ones of a disk too, which no test can break. */
final class SqliteDialectTest {
  @ParameterizedTest
  @CsvSource({
    "5, EXTERNAL, 'The registry r.db is locked: '",
    "517, EXTERNAL, 'The registry r.db is locked: '",
    "6, EXTERNAL, 'The registry r.db is locked: '",
    "3, EXTERNAL, 'The registry r.db cannot be written: '",
    "8, EXTERNAL, 'The registry r.db cannot be written: '",
    "1544, EXTERNAL, 'The registry r.db cannot be written: '",
    "13, EXTERNAL, 'No space is left for the registry r.db. '",
    "11, EXTERNAL, 'The registry r.db is damaged '",
    "26, EXTERNAL, 'The registry r.db is damaged '",
    "14, EXTERNAL, 'Cannot open the registry r.db '",
    "778, EXTERNAL, 'Reading or writing the registry r.db failed: what SQLite said. '",
    "1, INTERNAL, 'The registry r.db refused a statement: what SQLite said. '",
    "19, INTERNAL, 'The registry r.db refused a statement: what SQLite said. '",
    "0, INTERNAL, 'The registry r.db refused a statement: what SQLite said. '"
  })
  void translate_code(int code, FactoryException.Kind kind, String message) {
    SQLException cause = new SQLException("what SQLite said", "", code);

    FactoryException translated = SqliteDialect.of("jdbc:sqlite:r.db").translate(cause);

    assertThat(translated)
        .hasMessageStartingWith(message)
        .hasCause(cause)
        .extracting(FactoryException::kind)
        .isEqualTo(kind);
  }
}
