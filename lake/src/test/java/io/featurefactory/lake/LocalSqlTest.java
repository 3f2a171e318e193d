package io.featurefactory.lake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LocalSqlTest {
  private final List<List<String>> asked = new ArrayList<>();

  private String local(String sql) {
    return LocalSql.of(
        sql,
        locations -> {
          asked.add(locations);
          return locations.stream()
              .map(l -> "/copies/" + l.substring(l.lastIndexOf('/') + 1))
              .toList();
        });
  }

  @Test
  void of_remoteFiles_readsCopiesInTheirPlace() {
    String first = SqlText.readParquet(List.of("s3://b/1.parquet", "s3://b/it's.parquet"));
    String second = SqlText.readByFieldId(List.of("s3://b/2.parquet"), List.of());

    assertThat(local("SELECT * FROM " + first + " JOIN " + second + " USING (id)"))
        .isEqualTo(
            "SELECT * FROM read_parquet(['/copies/1.parquet', '/copies/it''s.parquet'],"
                + " hive_partitioning = false) JOIN read_parquet(['/copies/2.parquet'],"
                + " hive_partitioning = false, schema = MAP {}) USING (id)");
    assertThat(asked)
        .containsExactly(
            List.of("s3://b/1.parquet", "s3://b/it's.parquet"), List.of("s3://b/2.parquet"));
  }

  @Test
  void of_localFilesAndTexts_staysAsItIs() {
    String sql =
        "SELECT 's3://b/1.parquet' FROM "
            + SqlText.readParquet(List.of("/a/1.parquet"))
            + " WHERE x = 'read_parquet' AND y = ']'";

    assertThat(local(sql)).isSameAs(sql);
    assertThat(local("SELECT 1")).isEqualTo("SELECT 1");
    assertThat(asked).isEmpty();
  }
}
