package io.featurefactory.serving;

import io.featurefactory.model.DataType;
import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.Expr;
import io.featurefactory.model.FeatureService;
import io.featurefactory.model.FeatureService.Derived;
import io.featurefactory.model.FeatureService.FeatureRef;
import io.featurefactory.model.FeatureService.Input;
import io.featurefactory.model.FeatureService.Member;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.KeyEncoding;
import io.featurefactory.model.OnlineProgress;
import io.featurefactory.model.OnlineStore;
import io.featurefactory.model.OnlineWriter;
import io.featurefactory.model.Published;
import io.featurefactory.model.RowBatch;
import io.featurefactory.model.RowChange;
import io.featurefactory.model.ScalarFunction;
import io.featurefactory.model.ViewId;
import io.featurefactory.online.RowSchema;
import io.featurefactory.online.RowValues;
import io.featurefactory.online.RowWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A small market: clicks and seller of an ad, the rate of a seller, the taste of a user; and a
 * service over them that looks the seller up in the ad.
 */
public final class ServedMarket {
  public static final Instant WATERMARK = Instant.parse("2026-03-02T00:00:00Z");
  public static final Instant NOW = WATERMARK.plus(Duration.ofHours(2));

  public static final ServedView ADS =
      view(
          "ads",
          "ad_id",
          row("clicks", Primitive.BIGINT, 0L),
          row("seller_id", Primitive.VARCHAR, null));
  static final ServedView SELLERS =
      view("sellers", "seller_id", row("rate", Primitive.DOUBLE, null));
  static final ServedView USERS = view("users", "user_id", row("taste", Primitive.VARCHAR, null));

  private ServedMarket() {}

  private record Feature(String name, DataType type, @Nullable Object empty) {}

  private static Feature row(String name, DataType type, @Nullable Object empty) {
    return new Feature(name, type, empty);
  }

  private static ServedView view(String name, String key, Feature... features) {
    List<RowSchema.Column> columns = new ArrayList<>();
    List<@Nullable Object> empty = new ArrayList<>();
    for (Feature feature : features) {
      columns.add(new RowSchema.Column(feature.name(), feature.type()));
      empty.add(feature.empty());
    }
    return new ServedView(
        new ViewId(name, 1),
        List.of(new FeatureView.Key(key, Primitive.VARCHAR)),
        RowSchema.of(columns, Duration.ofHours(1), empty),
        Duration.ofHours(6),
        List.of("default"),
        "log_" + name + " ");
  }

  /** The same view in other stores. */
  static ServedView in(ServedView view, String... stores) {
    return new ServedView(
        view.view(), view.keys(), view.rows(), view.freshWithin(), List.of(stores), view.origin());
  }

  static FeatureRef feature(ServedView view, String name) {
    return new FeatureRef(view.view(), name, view.rows().columns().get(view.column(name)).type());
  }

  /** Clicks, rate (0.5 for NULL), taste; and {@code clicks + bonus}, {@code rate_and_bonus}. */
  static FeatureService service() {
    FeatureRef clicks = feature(ADS, "clicks");
    FeatureRef rate = feature(SELLERS, "rate");
    Expr bonus = new Expr.Column("bonus", Primitive.BIGINT);
    Expr plus =
        new Expr.Call(
            ScalarFunction.ADD,
            List.of(new Expr.Column("ads.clicks", Primitive.BIGINT), bonus),
            Primitive.BIGINT);
    Expr sum =
        new Expr.Call(
            ScalarFunction.ADD,
            List.of(
                new Expr.Column("sellers.rate", Primitive.DOUBLE),
                new Expr.Cast(bonus, Primitive.DOUBLE)),
            Primitive.DOUBLE);
    return new FeatureService(
        "ranking",
        3,
        "",
        "",
        List.of(
            new Member(clicks, null),
            new Member(rate, 0.5),
            new Member(feature(USERS, "taste"), null)),
        Map.of("seller_id", feature(ADS, "seller_id")),
        List.of(new Input("bonus", Primitive.BIGINT)),
        List.of(
            new Derived("clicks_and_bonus", plus, "", List.of(clicks)),
            new Derived("rate_and_bonus", sum, "", List.of(rate))),
        null);
  }

  public static ServicePlan plan() {
    return ServicePlan.of(service(), List.of(ADS, SELLERS, USERS));
  }

  /** Writes what the tests ask for: two ads of two sellers, one user. */
  public static void publishAll(OnlineStore store) {
    publish(store, ADS, 7, put(ADS, "A1", 10L, "S1"), put(ADS, "A2", 20L, "S2"));
    publish(store, SELLERS, 5, put(SELLERS, "S1", 0.25));
    publish(store, USERS, 6, put(USERS, "U1", "bikes"));
  }

  /** A row that changed at the watermark, in run 5. */
  static RowChange put(ServedView view, String key, @Nullable Object... values) {
    RowValues row = new RowValues(view.rows());
    for (int i = 0; i < values.length; i++) {
      row.set(i, values[i]);
    }
    return RowChange.put(key(key), 5, new RowWriter(view.rows()).write(WATERMARK, row));
  }

  public static byte[] key(String key) {
    return KeyEncoding.bytes(List.of(key));
  }

  /** Publishes as a generation of its own; the watermark moves an hour with each run after 7. */
  static void publish(OnlineStore store, ServedView view, long run, RowChange... rows) {
    try (OnlineWriter writer = store.openWriter()) {
      int generation = writer.beginGeneration(view.view(), view.origin() + "form");
      writer.write(new RowBatch(view.view(), generation, run, Arrays.asList(rows)));
      writer.switchGeneration(view.view(), generation, published(run));
    }
  }

  /** Begins a run after the last one and writes rows, without finishing it. */
  public static void begin(OnlineStore store, ServedView view, long run, RowChange... rows) {
    OnlineProgress progress = store.findProgress(view.view());
    int generation = progress.current().number();
    try (OnlineWriter writer = store.openWriter()) {
      writer.beginRun(view.view(), generation, progress.run(), run, NOW);
      writer.write(new RowBatch(view.view(), generation, run, Arrays.asList(rows)));
    }
  }

  private static Published published(long run) {
    Instant watermark = WATERMARK.plus(Duration.ofHours(Math.max(0, run - 7)));
    return new Published(run, watermark, watermark.plusSeconds(60), watermark.plusSeconds(120));
  }
}
