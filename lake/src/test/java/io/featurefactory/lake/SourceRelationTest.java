package io.featurefactory.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.Expr;
import io.featurefactory.model.Source;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SourceRelationTest {
  private static final Map<String, FileType> TYPES =
      Map.of(
          "id", FileType.parse("BIGINT"),
          "at", FileType.parse("TIMESTAMP WITH TIME ZONE"),
          "device", FileType.parse("STRUCT(os VARCHAR)"),
          "ads", FileType.parse("STRUCT(ad_id VARCHAR, \"position\" BIGINT)[]"));

  private static final String ROWS =
      """
      (SELECT * FROM (VALUES
        (1, TIMESTAMPTZ '2026-03-01 01:00:00+02:00', {'os': 'x'},
          [{'ad_id': 'a', 'position': 1::BIGINT}, {'ad_id': 'b', 'position': 2::BIGINT}]),
        (2, TIMESTAMPTZ '2026-03-01 01:00:00+00:00', NULL, [])) t(id, "at", device, ads))\
      """;

  @TempDir Path folder;
  private Kernel kernel;
  private KernelSession session;

  @BeforeEach
  void open() {
    kernel = Kernel.open(new KernelSettings(1, 1 << 28, folder));
    session = kernel.session();
  }

  @AfterEach
  void close() {
    session.close();
    kernel.close();
  }

  @Test
  void events_nested_hasARowPerElementWithComputedColumns() {
    Source source =
        source(
            "ads",
            stored("event_id", Primitive.VARCHAR, "id"),
            stored("event_time", Primitive.TIMESTAMP, "at"),
            stored("os", Primitive.VARCHAR, "device.os"),
            stored("ad", Primitive.VARCHAR, "ads.ad_id"),
            stored("rank", Primitive.BIGINT, "ads.position"),
            computed("system", "os"),
            computed("loud", "ad"),
            computed("louder", "loud"));

    SourceRelation relation = SourceRelation.of(source, ROWS, TYPES, SourceRelationTest::rendered);

    Instant time = Instant.parse("2026-02-28T23:00:00Z");
    assertThat(
            session.query(
                "SELECT event_id, event_time, os, ad, rank, loud, louder FROM ("
                    + relation.events()
                    + ") ORDER BY rank",
                ResultRow::values))
        .containsExactly(
            List.of("1", time, "x", "a", 1L, "A!", "A!!"),
            List.of("1", time, "x", "b", 2L, "B!", "B!!"));
    assertThat(
            session.query(
                "SELECT event_id, system FROM (" + relation.stored() + ") ORDER BY 1",
                ResultRow::values))
        .containsExactly(List.of("1", "X!"), java.util.Arrays.asList("2", null));
  }

  @Test
  void stored_columnThatIsNotThere_isNamed() {
    Source source = source(null, stored("event_time", Primitive.TIMESTAMP, "time"));
    assertThatThrownBy(
            () ->
                SourceRelation.of(
                        source, ROWS, Map.of("at", FileType.TEXT), SourceRelationTest::rendered)
                    .stored())
        .hasMessage(
            "Source pages: column event_time reads 'time', which is not stored (expected: one of"
                + " at). Import a file that has it, or correct its path");
  }

  @Test
  void stored_numberForATime_isRefused() {
    Source source = source(null, stored("event_time", Primitive.TIMESTAMP, "id"));
    assertThatThrownBy(
            () -> SourceRelation.of(source, ROWS, TYPES, SourceRelationTest::rendered).stored())
        .hasMessage(
            "Source pages: column event_time reads 'id', which is stored as BIGINT (expected:"
                + " timestamp, or a type that converts to it). Declare the stored type and compute"
                + " the other one in an expr");
  }

  private static String rendered(Expr expr) {
    return "upper(" + SqlText.name(((Expr.Column) expr).name()) + ") || '!'";
  }

  private static Source.Column stored(String name, Primitive type, String path) {
    return new Source.Column(name, type, path, null);
  }

  private static Source.Column computed(String name, String of) {
    return new Source.Column(name, Primitive.VARCHAR, "", new Expr.Column(of, Primitive.VARCHAR));
  }

  private static Source source(String unnest, Source.Column... columns) {
    return new Source(
        "pages",
        new Source.LakeTable("pages"),
        "event_time",
        "event_id",
        null,
        null,
        unnest,
        List.of(columns));
  }
}
