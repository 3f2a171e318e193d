package io.featurefactory.bench;

import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.FeatureService;
import io.featurefactory.model.FeatureService.FeatureRef;
import io.featurefactory.model.FeatureService.Member;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.ViewId;
import io.featurefactory.online.RowSchema;
import io.featurefactory.serving.ServedView;
import io.featurefactory.serving.ServicePlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** What a request of a search service looks like: how many rows, of how many features. */
enum Shape {
  /** One ad. */
  ONE(1, "wide"),
  /** A page of ads. */
  PAGE(100, "wide"),
  /** All candidates of a query. */
  CANDIDATES(500, "wider"),
  /**
   * A user and all candidates of a query: of the ads, of ads by the query's category, of the ads'
   * sellers, which are looked up in the ads, and of the user.
   */
  RANKING(500, "ranking"),
  /** A page of narrow rows, to compare with what Redis does with the same bytes. */
  NARROW(100, "narrow");

  /** Of each view. */
  static final int ENTITIES = 200_000;

  private static final int SELLERS = 10_000;

  /** So many in a hundred keys are not there. */
  private static final int MISSES = 5;

  private final int rows;
  private final String service;

  Shape(int rows, String service) {
    this.rows = rows;
    this.service = service;
  }

  static Shape of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }

  String service() {
    return service;
  }

  int rows() {
    return rows;
  }

  /** {@code 500 x 100}, and how many views that takes if it is more than one. */
  String words() {
    ServicePlan plan = plan();
    String size = rows + " x " + plan.outputs().size();
    return plan.views().size() == 1
        ? size
        : "user + %s over %d views".formatted(size, plan.views().size());
  }

  /** The service that is asked. */
  ServicePlan plan() {
    return switch (this) {
      case ONE, PAGE -> plan(view("wide_ads", 50, "ad_id"));
      case CANDIDATES -> plan(view("wider_ads", 100, "ad_id"));
      case NARROW -> plan(view("ads", 25, "ad_id"));
      case RANKING -> ranking();
    };
  }

  private ServicePlan plan(ServedView view) {
    return ServicePlan.of(service(members(view), Map.of()), List.of(view));
  }

  private ServicePlan ranking() {
    ServedView ads = view("ranked_ads", 40, "ad_id");
    ServedView byCategory = view("ad_categories", 20, "ad_id", "query_category");
    ServedView sellers = view("sellers", 20, "seller_id");
    ServedView users = view("users", 20, "user_id");
    List<ServedView> views = List.of(ads, byCategory, sellers, users);
    List<Member> members = new ArrayList<>();
    views.forEach(view -> members.addAll(members(view)));
    FeatureRef seller = new FeatureRef(ads.view(), "seller_id", Primitive.VARCHAR);
    return ServicePlan.of(service(members, Map.of("seller_id", seller)), views);
  }

  private FeatureService service(List<Member> members, Map<String, FeatureRef> resolved) {
    return new FeatureService(service, 1, "", "", members, resolved, List.of(), List.of(), null);
  }

  private static List<Member> members(ServedView view) {
    List<Member> members = new ArrayList<>();
    for (RowSchema.Column column : view.rows().columns()) {
      if (column.type() == Primitive.DOUBLE) {
        members.add(new Member(new FeatureRef(view.view(), column.name(), column.type()), null));
      }
    }
    return members;
  }

  private static ServedView view(String name, int features, String... keys) {
    List<RowSchema.Column> columns = new ArrayList<>();
    for (int i = 0; i < features; i++) {
      columns.add(new RowSchema.Column(String.format(Locale.ROOT, "f%02d", i), Primitive.DOUBLE));
    }
    if (name.equals("ranked_ads")) {
      columns.add(new RowSchema.Column("seller_id", Primitive.VARCHAR));
    }
    List<@Nullable Object> empty = Collections.nCopies(columns.size(), null);
    return new ServedView(
        new ViewId(name, 1),
        List.of(keys).stream().map(key -> new FeatureView.Key(key, Primitive.VARCHAR)).toList(),
        RowSchema.of(columns, Duration.ofDays(1), empty),
        Duration.ofDays(10_000),
        List.of("cache"),
        "log");
  }

  /**
   * A value of a key, as long as those that {@code redis-benchmark} makes; without the formatter,
   * which would take longer than the lookup.
   */
  static String id(int number) {
    char[] digits = new char[12];
    int rest = number;
    for (int i = digits.length - 1; i >= 0; i--) {
      digits[i] = (char) ('0' + rest % 10);
      rest /= 10;
    }
    return new String(digits);
  }

  static String seller(int ad) {
    return id(ad % SELLERS);
  }

  /** Different keys, at random, of which some are not there. */
  List<String> ads(SplittableRandom random) {
    List<String> ads = new ArrayList<>(rows);
    int from = random.nextInt(ENTITIES);
    for (int row = 0; row < rows; row++) {
      int number = (from + row * 397) % ENTITIES;
      boolean there = this == NARROW || random.nextInt(100) >= MISSES;
      ads.add(id(there ? number : ENTITIES + number));
    }
    return ads;
  }
}
