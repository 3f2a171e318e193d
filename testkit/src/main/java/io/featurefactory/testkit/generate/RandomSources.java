package io.featurefactory.testkit.generate;

import io.featurefactory.model.DataType;
import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.Expr;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.ScalarFunction;
import io.featurefactory.model.Source;
import java.util.ArrayList;
import java.util.List;

/** Sources that have the key columns, a time, and a column of each type. */
final class RandomSources {
  static final String TIME = "event_time";
  static final String ID = "event_id";
  static final String LANDED = "landed";
  static final String AVAILABLE = "available";

  private RandomSources() {}

  /** One to three sources of events. */
  static List<Source> ofEvents(Dice dice, CaseFrame frame) {
    List<Source> sources = new ArrayList<>();
    int count = dice.oneOf(1, 1, 1, 2, 2, 3);
    for (int i = 1; i <= count; i++) {
      sources.add(source(dice, frame, "source" + i, false));
    }
    return sources;
  }

  /** The source of a table view. */
  static Source ofRows(Dice dice, CaseFrame frame) {
    return source(dice, frame, "rows", dice.percent(70));
  }

  private static Source source(Dice dice, CaseFrame frame, String name, boolean available) {
    boolean identified = dice.percent(60);
    boolean trusted = dice.percent(20);
    List<Source.Column> columns = new ArrayList<>();
    for (FeatureView.Key key : frame.keys()) {
      columns.add(column(key.name(), key.type()));
    }
    columns.add(column(TIME, Primitive.TIMESTAMP));
    if (identified) {
      columns.add(column(ID, dice.oneOf(Primitive.VARCHAR, Primitive.BIGINT)));
    }
    if (trusted) {
      columns.add(column(LANDED, Primitive.TIMESTAMP));
    }
    if (available) {
      columns.add(column(AVAILABLE, Primitive.TIMESTAMP));
    }
    columns.add(column("flag", Primitive.BOOLEAN));
    columns.add(column("whole", Primitive.BIGINT));
    columns.add(
        column("price", dice.oneOf(new DataType.Decimal(12, 2), new DataType.Decimal(30, 6))));
    columns.add(column("ratio", Primitive.DOUBLE));
    columns.add(column("text", Primitive.VARCHAR));
    columns.add(column("moment", Primitive.TIMESTAMP));
    return new Source(
        name,
        new Source.LakeTable(name),
        TIME,
        identified ? ID : null,
        trusted ? LANDED : null,
        available ? AVAILABLE : null,
        null,
        withComputed(dice, dice.shuffled(columns)));
  }

  private static List<Source.Column> withComputed(Dice dice, List<Source.Column> stored) {
    List<Source.Column> columns = new ArrayList<>(stored);
    if (dice.percent(25)) {
      Expr text = new Expr.Column("text", Primitive.VARCHAR);
      Expr none = new Expr.Literal("none", Primitive.VARCHAR);
      Expr shade = new Expr.Call(ScalarFunction.COALESCE, List.of(text, none), Primitive.VARCHAR);
      columns.add(new Source.Column("shade", Primitive.VARCHAR, "shade", shade));
    }
    return columns;
  }

  private static Source.Column column(String name, DataType type) {
    return new Source.Column(name, type, name, null);
  }
}
