package io.featurefactory.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.featurefactory.model.SqliteAccess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A registry is read without a trace; that a folder may not be written is ReadOnlyIT's part. */
final class SqliteAccessTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void make() {
    file = folder.resolve("a folder#1%20").resolve("r.db").toAbsolutePath();
    ControlStore.openOrCreate("jdbc:sqlite:" + file, Clock.systemUTC()).close();
  }

  @Test
  void of_whatMayBeWritten_isWriting() {
    assertThat(SqliteAccess.of(file)).isEqualTo(SqliteAccess.WRITE);
    assertThat(SqliteAccess.of(folder.resolve("none.db"))).isEqualTo(SqliteAccess.WRITE);
    assertThat(SqliteAccess.WRITE.url(file)).isEqualTo("jdbc:sqlite:" + file);
  }

  @Test
  void of_aFileThatIsMadeAtThisMoment_isWriting() throws Exception {
    ExecutorService maker = Executors.newSingleThreadExecutor();
    Set<SqliteAccess> found = EnumSet.noneOf(SqliteAccess.class);
    for (int i = 0; i < 300; i++) {
      Path made = folder.resolve(i + ".db");
      Future<Path> making = maker.submit(() -> Files.createFile(made));
      while (!making.isDone()) {
        found.add(SqliteAccess.of(made));
      }
      making.get();
    }
    maker.shutdown();

    assertThat(found).containsExactly(SqliteAccess.WRITE);
  }

  @Test
  void forReading_ofAClosedFile_readsItAndMakesNoneBesideIt() throws Exception {
    assertThat(SqliteAccess.forReading(file)).isEqualTo(SqliteAccess.READ_AS_IT_IS);
    assertThat(objects(SqliteAccess.READ_AS_IT_IS)).isPositive();
    assertThat(beside()).containsExactly("r.db");
  }

  @Test
  void forReading_besideAWriter_seesWhatItCommitted() throws Exception {
    try (Connection writer = DriverManager.getConnection(SqliteAccess.WRITE.url(file));
        Statement statement = writer.createStatement()) {
      statement.execute("CREATE TABLE one (a)");

      assertThat(SqliteAccess.forReading(file)).isEqualTo(SqliteAccess.READ);
      int before = objects(SqliteAccess.READ);
      statement.execute("CREATE TABLE two (a)");
      assertThat(objects(SqliteAccess.READ)).isEqualTo(before + 1);
    }
  }

  private int objects(SqliteAccess access) throws SQLException {
    try (Connection connection = DriverManager.getConnection(access.url(file));
        Statement statement = connection.createStatement();
        ResultSet count = statement.executeQuery("SELECT count(*) FROM sqlite_master")) {
      return count.getInt(1);
    }
  }

  private List<String> beside() throws IOException {
    try (Stream<Path> files = Files.list(file.getParent())) {
      return files.map(f -> f.getFileName().toString()).toList();
    }
  }
}
