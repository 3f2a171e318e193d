package io.featurefactory.client;

import io.featurefactory.model.Boundaries;
import io.featurefactory.model.DataType;
import io.featurefactory.model.DataType.Array;
import io.featurefactory.model.DataType.Decimal;
import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.Expr;
import io.featurefactory.model.FeatureService;
import io.featurefactory.model.FeatureService.Derived;
import io.featurefactory.model.FeatureService.FeatureRef;
import io.featurefactory.model.FeatureService.Input;
import io.featurefactory.model.FeatureService.Member;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.KeyEncoding;
import io.featurefactory.model.OnlineStore;
import io.featurefactory.model.OnlineWriter;
import io.featurefactory.model.Published;
import io.featurefactory.model.RowBatch;
import io.featurefactory.model.RowChange;
import io.featurefactory.model.ViewId;
import io.featurefactory.online.RowSchema;
import io.featurefactory.online.RowValues;
import io.featurefactory.online.RowWriter;
import io.featurefactory.serving.ServedView;
import io.featurefactory.serving.ServicePlan;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A service with a feature of each type, by two keys, with an input that it gives back; and a
 * hundred rows of random values.
 */
public final class AllTypes {
  public static final Instant NOW = Instant.parse("2026-03-02T02:00:00Z");
  public static final int KEYS = 100;

  private static final List<DataType> TYPES =
      List.of(
          Primitive.BOOLEAN,
          Primitive.BIGINT,
          Primitive.DOUBLE,
          Primitive.VARCHAR,
          Primitive.TIMESTAMP,
          new Decimal(10, 2),
          new Decimal(38, 7),
          new Array(Primitive.FLOAT),
          new Array(Primitive.VARCHAR),
          new Array(new Decimal(5, 1)),
          new Array(Primitive.BOOLEAN),
          new Array(Primitive.TIMESTAMP));
  private static final ServedView VIEW = view();

  private AllTypes() {}

  private static ServedView view() {
    List<RowSchema.Column> columns = new ArrayList<>();
    List<@Nullable Object> empty = new ArrayList<>();
    for (DataType type : TYPES) {
      columns.add(new RowSchema.Column("f" + columns.size(), type));
      empty.add(type == Primitive.BIGINT ? 0L : null);
    }
    return new ServedView(
        new ViewId("everything", 2),
        List.of(
            new FeatureView.Key("id", Primitive.BIGINT),
            new FeatureView.Key("category", Primitive.VARCHAR)),
        RowSchema.of(columns, Duration.ofHours(1), empty),
        Duration.ofHours(6),
        List.of("default"),
        "log ");
  }

  /** All features, f1 with a default; and {@code given}, which is the input of that name. */
  public static ServicePlan plan(DataType input) {
    List<Member> members = new ArrayList<>();
    for (RowSchema.Column column : VIEW.rows().columns()) {
      FeatureRef feature = new FeatureRef(VIEW.view(), column.name(), column.type());
      members.add(new Member(feature, column.type() == Primitive.DOUBLE ? 0.5 : null));
    }
    Expr given = new Expr.Column("sent", input);
    FeatureService service =
        new FeatureService(
            "all",
            1,
            "",
            "",
            members,
            Map.of(),
            List.of(new Input("sent", input)),
            List.of(new Derived("given", given, "", List.of())),
            null);
    return ServicePlan.of(service, List.of(VIEW));
  }

  public static void publish(OnlineStore store, Random random) {
    List<RowChange> rows = new ArrayList<>();
    for (long id = 0; id < KEYS; id++) {
      RowValues row = new RowValues(VIEW.rows());
      for (int i = 0; i < row.size(); i++) {
        row.set(i, random.nextInt(4) == 0 ? null : value(random, TYPES.get(i)));
      }
      byte[] key = KeyEncoding.bytes(List.of(id, "c" + id % 3));
      rows.add(RowChange.put(key, 5, new RowWriter(VIEW.rows()).write(NOW, row)));
    }
    try (OnlineWriter writer = store.openWriter()) {
      int generation = writer.beginGeneration(VIEW.view(), VIEW.origin() + "form");
      writer.write(new RowBatch(VIEW.view(), generation, 7, rows));
      writer.switchGeneration(
          VIEW.view(), generation, new Published(7, NOW.minusSeconds(60), NOW, NOW));
    }
  }

  public static List<DataType> types() {
    return TYPES;
  }

  public static Object value(Random random, DataType type) {
    if (type instanceof Array array) {
      List<@Nullable Object> list = new ArrayList<>();
      for (int i = random.nextInt(5); i > 0; i--) {
        list.add(random.nextInt(3) == 0 ? null : value(random, array.element()));
      }
      return Collections.unmodifiableList(list);
    }
    if (type instanceof Decimal decimal) {
      BigInteger limit = BigInteger.TEN.pow(decimal.precision());
      return new BigDecimal(
          new BigInteger(100, random).mod(limit).multiply(BigInteger.valueOf(-1)), decimal.scale());
    }
    return switch ((Primitive) type) {
      case BOOLEAN -> random.nextBoolean();
      case BIGINT -> random.nextLong() >> random.nextInt(64);
      case DOUBLE -> random.nextInt(5) == 0 ? -0.0 : random.nextGaussian();
      case FLOAT -> (float) random.nextGaussian();
      case VARCHAR ->
          random.nextInt(5) == 0 ? "" : "t\u00e9xt \ud83d\ude00 " + random.nextInt(1_000);
      case TIMESTAMP -> Boundaries.ofMicros(random.nextLong() >> 3);
    };
  }
}
