package io.featurefactory.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.featurefactory.model.FactoryException;
import io.featurefactory.testkit.servers.S3Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a session copies of files in S3 to read rows of a range. */
final class StagedCopiesTest {
  /** Incompressible and 8 bytes each, so that a row group is about a megabyte. */
  private static final long ROWS = 10 * 122_880L;

  private static final long KEY_DISTANCE = 1_000;

  @TempDir static Path folder;
  private static S3Server s3;
  private static StorageSettings storage;
  private static LakeFile file;

  @TempDir Path spill;

  @BeforeAll
  static void start() throws IOException {
    s3 = S3Server.start(folder.resolve("s3"));
    storage = new StorageSettings(s3.properties());
    Path local = folder.resolve("keys.parquet");
    try (Kernel kernel = kernel(folder.resolve("first"));
        KernelSession session = kernel.session()) {
      session.execute(
          """
          COPY (
            SELECT i * %d AS key_hash, hash(i) AS noise FROM range(%d) r(i) ORDER BY key_hash
          ) TO '%s' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)"""
              .formatted(KEY_DISTANCE, ROWS, local));
    }
    RemoteFiles.of(storage).upload(local, location());
    file = new LakeFile(location(), ROWS, Files.size(local), List.of(), Map.of());
  }

  @AfterAll
  static void stop() {
    s3.close();
  }

  private static String location() {
    return "s3://" + S3Server.BUCKET + "/keys.parquet";
  }

  private static Kernel kernel(Path spill) {
    return Kernel.open(new KernelSettings(2, 1 << 28, spill, storage));
  }

  private Kernel kernel;

  @BeforeEach
  void open() {
    kernel = kernel(spill.resolve("spill"));
  }

  @AfterEach
  void close() {
    kernel.close();
  }

  private static RowRange rows(long first, long last) {
    return new RowRange("key_hash", first * KEY_DISTANCE, last * KEY_DISTANCE);
  }

  private static String select(RowRange range) {
    return "SELECT count(*), sum(noise %% 1000)::BIGINT FROM %s WHERE %s"
        .formatted(SqlText.readParquet(List.of(range.in(file))), range.condition());
  }

  private List<Object> read(KernelSession session, RowRange range) {
    return session.query(select(range), ResultRow::values).get(0);
  }

  private List<Object> expected(KernelSession session, RowRange range) {
    return session
        .query(
            select(range).replace("'" + range.in(file) + "'", "'" + folder + "/keys.parquet'"),
            ResultRow::values)
        .get(0);
  }

  @Test
  void take_rowsOfARange_copiesTheirRowGroupsOnly() {
    try (KernelSession session = kernel.session()) {
      RowRange two = rows(122_880L * 3, 122_880L * 4);

      assertThat(read(session, two)).isEqualTo(expected(session, two));
      long twoGroups = session.copies().bytes();
      assertThat(twoGroups).isBetween(file.bytes() / 6, file.bytes() / 4);

      RowRange within = rows(122_880L * 3 + 7, 122_880L * 3 + 9);
      assertThat(read(session, within)).isEqualTo(expected(session, within));
      assertThat(session.copies().bytes()).isEqualTo(twoGroups);

      RowRange others = rows(122_880L * 8, ROWS);
      assertThat(read(session, others)).isEqualTo(expected(session, others));
      assertThat(session.copies().bytes()).isBetween(file.bytes() / 3, file.bytes() / 2);

      RowRange none = rows(ROWS + 5, ROWS + 6);
      assertThat(read(session, none).get(0)).isEqualTo(0L);
      assertThat(session.copies().bytes()).isLessThan(file.bytes() / 2);
    }
  }

  @Test
  void take_allRows_isTheWholeFile() {
    try (KernelSession session = kernel.session()) {
      RowRange all = new RowRange("key_hash", Long.MIN_VALUE, Long.MAX_VALUE);

      assertThat(read(session, all)).isEqualTo(expected(session, all));
      assertThat(session.copies().bytes()).isBetween(file.bytes() * 9 / 10, file.bytes());
    }
  }

  @Test
  void take_manySessionsAtOnce_eachReadsItsRows() {
    List<RowRange> ranges =
        IntStream.range(0, 40).mapToObj(i -> rows(i * 30_000L, i * 30_000L + 45_000)).toList();

    List<Boolean> same =
        kernel.forEach(
            ranges, (session, range) -> read(session, range).equals(expected(session, range)));

    assertThat(same).containsOnly(true);
  }

  /** What is not there is never taken for rows. */
  @Test
  void take_rowsThatTheQueryDoesNotFilter_fails() {
    String unfiltered =
        "SELECT sum(noise % 1000) FROM " + SqlText.readParquet(List.of(rows(0, 1_000).in(file)));
    try (KernelSession session = kernel.session()) {
      assertThatThrownBy(() -> session.query(unfiltered, ResultRow::values))
          .isInstanceOf(FactoryException.class);
    }
  }

  @Test
  void take_aFileThatIsNotThere_isToldAndTriedAgain() {
    LakeFile missing =
        new LakeFile(location() + ".missing", ROWS, file.bytes(), List.of(), Map.of());
    String location = rows(0, 5).in(missing);
    try (KernelSession session = kernel.session()) {
      for (int attempt = 0; attempt < 2; attempt++) {
        assertThatThrownBy(() -> session.local(List.of(location)))
            .isInstanceOf(FactoryException.class)
            .hasMessageContaining("keys.parquet.missing");
      }
    }
  }
}
