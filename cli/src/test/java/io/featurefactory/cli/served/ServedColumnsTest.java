package io.featurefactory.cli.served;

import static org.assertj.core.api.Assertions.assertThat;

import io.featurefactory.lake.ColumnSpec;
import io.featurefactory.lake.Kernel;
import io.featurefactory.lake.KernelSession;
import io.featurefactory.lake.KernelSettings;
import io.featurefactory.lake.RowAppender;
import io.featurefactory.model.DataType;
import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.FeatureService;
import io.featurefactory.model.FeatureService.FeatureRef;
import io.featurefactory.model.FeatureService.Input;
import io.featurefactory.model.FeatureService.Member;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.ViewId;
import io.featurefactory.online.RowSchema;
import io.featurefactory.serving.ServedView;
import io.featurefactory.serving.ServicePlan;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ServedColumnsTest {
  @TempDir Path temporary;

  private static ServedView view(String name, String key, RowSchema.Column... features) {
    return new ServedView(
        new ViewId(name, 1),
        List.of(new FeatureView.Key(key, Primitive.VARCHAR)),
        RowSchema.of(
            List.of(features), Duration.ofHours(1), Collections.nCopies(features.length, null)),
        Duration.ofHours(1),
        List.of("default"),
        "log." + name + "_v1_log ");
  }

  private static FeatureRef feature(ServedView view, int column) {
    RowSchema.Column found = view.rows().columns().get(column);
    return new FeatureRef(view.view(), found.name(), found.type());
  }

  private static ServicePlan plan() {
    ServedView first = view("a", "Request_ID", new RowSchema.Column("b__run", Primitive.BIGINT));
    ServedView second =
        view(
            "a__b",
            "a__b__run",
            new RowSchema.Column("run", Primitive.DOUBLE),
            new RowSchema.Column("price", new DataType.Decimal(12, 2)),
            new RowSchema.Column("names", new DataType.Array(Primitive.VARCHAR)));
    FeatureService service =
        new FeatureService(
            "s",
            2,
            "",
            "",
            List.of(
                new Member(feature(first, 0), null),
                new Member(feature(second, 0), null),
                new Member(feature(second, 2), null)),
            Map.of("Request_ID", feature(second, 1)),
            List.of(new Input("checksum", Primitive.VARCHAR)),
            List.of(),
            null);
    return ServicePlan.of(service, List.of(first, second));
  }

  @Test
  void specs_namesThatCollide_getUnderscores() {
    List<String> names = new ServedColumns(plan()).specs().stream().map(ColumnSpec::name).toList();

    assertThat(names)
        .startsWith("request_id_", "request_row", "asked_at", "answered_at", "service");
    assertThat(names)
        .contains("Request_ID", "Request_ID__sent", "a__b__run", "checksum")
        .contains("a__b__run_", "a__b__run__", "a__b__run___", "a__b__price", "a__run")
        .endsWith("checksum_");
    assertThat(names.stream().map(name -> name.toLowerCase(Locale.ROOT))).doesNotHaveDuplicates();
  }

  /** A new version of the kernel that writes texts otherwise would make all rows look changed. */
  @Test
  void checksum_ofGoldenValues_staysTheSame() {
    ServedColumns columns = new ServedColumns(plan());
    List<@Nullable Object> values = new ArrayList<>();
    for (ColumnSpec column : columns.values()) {
      values.add(golden(column.type()));
    }
    List<@Nullable Object> nulls = new ArrayList<>(Collections.nCopies(values.size(), null));
    nulls.set(0, "NULL, 'x'");
    try (Kernel kernel = Kernel.open(KernelSettings.defaults(temporary.resolve("spill")));
        KernelSession session = kernel.session()) {
      try (RowAppender rows = RowAppender.open(session, "rows", columns.values())) {
        rows.append(values);
        rows.append(nulls);
      }
      assertThat(
              session.query("SELECT " + columns.checksumSql() + " FROM rows", row -> row.string(0)))
          .containsExactly("1128e3a2d5842a6cb1d858bcf2af3015", "05296a7caca5a325014b370a234a3eea");
    }
  }

  private static Object golden(DataType type) {
    if (type instanceof DataType.Array) {
      return Arrays.asList("a, b", null, "'\"[]");
    }
    if (type instanceof DataType.Decimal) {
      return new BigDecimal("-0.10");
    }
    return switch ((Primitive) type) {
      case BOOLEAN -> true;
      case BIGINT -> Long.MIN_VALUE;
      case DOUBLE, FLOAT -> 1e-7;
      case VARCHAR -> "AD-1, \u00fc";
      case TIMESTAMP -> Instant.parse("2026-03-01T00:00:00.000001Z");
    };
  }
}
