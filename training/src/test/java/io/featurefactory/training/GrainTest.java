package io.featurefactory.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.featurefactory.lake.Kernel;
import io.featurefactory.lake.KernelSession;
import io.featurefactory.lake.KernelSettings;
import io.featurefactory.model.DataType;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.ViewId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GrainTest {
  private static final long MILLION = 1_000_000;

  @TempDir private Path folder;

  @Test
  void faster_hardlyTwoRowsShareAPair_isByRow() {
    assertThat(faster("n % 1000", MILLION)).isEqualTo(Grain.ROW);
  }

  @Test
  void faster_manyRowsShareAPair_isByPair() {
    assertThat(faster("n % 1000 // 500", MILLION)).isEqualTo(Grain.PAIR);
  }

  @Test
  void faster_fewRows_isByPair() {
    assertThat(faster("n % 1000", MILLION - 1)).isEqualTo(Grain.PAIR);
  }

  /** Of a spine with 1000 rows of each key, whose second of the day is an expression over n. */
  private Grain faster(String second, long rows) {
    ViewSql view = new ViewSql(log(), 1, Map.of("ad_id", "s.__key_ad_id"), List.of());
    try (Kernel kernel = Kernel.open(KernelSettings.defaults(folder));
        KernelSession session = kernel.session()) {
      session.execute(
          """
          CREATE TEMP VIEW spine AS
          SELECT
            'AD-' || n // 1000 AS __key_ad_id,
            TIMESTAMP '2026-01-01' + to_seconds(%s) AS __at
          FROM range(%d) r(n)"""
              .formatted(second, MILLION));
      return view.faster(session, rows);
    }
  }

  private static ViewLog log() {
    List<FeatureView.Key> keys = List.of(new FeatureView.Key("ad_id", DataType.Primitive.VARCHAR));
    return new ViewLog(
        new ViewId("ad", 1),
        keys,
        Duration.ofDays(1),
        List.of(),
        ViewLog.noRows(keys, List.of()),
        null,
        null);
  }
}
