package io.featurefactory.definitions;

import io.featurefactory.definitions.expression.AggregateCall;
import io.featurefactory.definitions.expression.Columns;
import io.featurefactory.definitions.expression.ExpressionReader;
import io.featurefactory.definitions.yaml.Faults;
import io.featurefactory.definitions.yaml.MappingReader;
import io.featurefactory.definitions.yaml.YamlMapping;
import io.featurefactory.definitions.yaml.YamlNode;
import io.featurefactory.definitions.yaml.YamlScalar;
import io.featurefactory.definitions.yaml.YamlSequence;
import io.featurefactory.model.Aggregate;
import io.featurefactory.model.AggregateFunction;
import io.featurefactory.model.DataType;
import io.featurefactory.model.Window;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the aggregates of a view. */
final class AggregatesReader {
  private static final String LIST =
      "a list such as [{name: clicks, expr: count(*), windows: [7d]}]";

  private final MappingReader view;
  private final ViewSources sources;
  private final @Nullable SourceDraft own;
  private final boolean ownNamed;
  private final @Nullable Duration tile;
  private final Faults faults;
  private final Names names;
  private final Names windowNames;
  private final List<Aggregate> aggregates = new ArrayList<>();
  private final Map<String, DataType> types = new LinkedHashMap<>();
  private boolean complete = true;

  /**
   * @param own the view's own source; null if there is none, or after a fault
   * @param ownNamed true if the view names a source, known or not
   * @param tile null after a fault
   */
  AggregatesReader(
      MappingReader view,
      ViewSources sources,
      @Nullable SourceDraft own,
      boolean ownNamed,
      @Nullable Duration tile,
      Faults faults) {
    this.view = view;
    this.sources = sources;
    this.own = own;
    this.ownNamed = ownNamed;
    this.tile = tile;
    this.faults = faults;
    this.names = new Names(faults);
    this.windowNames = new Names(faults);
  }

  void read() {
    List<YamlNode> items = view.items("aggregates", LIST);
    if (items.isEmpty()) {
      complete = false;
      if (view.find("aggregates") instanceof YamlSequence empty) {
        faults.add(empty.position(), DefinitionErrors.empty("aggregates", LIST));
      }
    }
    for (YamlNode item : items) {
      if (item instanceof YamlMapping mapping) {
        aggregate(new MappingReader(mapping, faults));
      } else {
        complete = false;
        faults.add(
            item.position(),
            DefinitionErrors.unexpected(
                "aggregates", item.describe(), "{name, expr, windows} with an optional source"));
      }
    }
  }

  /** Those without mistakes. */
  List<Aggregate> list() {
    return aggregates;
  }

  /** The windowed aggregates, which features are expressions over. */
  Columns columns() {
    return new Columns("aggregate", types, complete);
  }

  private void aggregate(MappingReader reader) {
    YamlScalar name = reader.requiredScalar("name", "the name of the aggregate");
    YamlScalar text = reader.requiredScalar("expr", "an aggregate call such as count(*)");
    reader.textOrEmpty("description");
    SourceDraft source = source(reader, name);
    AggregateCall call =
        text == null
            ? null
            : ExpressionReader.aggregate(
                text,
                source == null ? new Columns("column", Map.of(), false) : source.columns(),
                faults);
    boolean named =
        name != null
            && Names.isColumn(name, "aggregate", faults)
            && names.take(name.text(), "aggregate", name.position());
    List<Window> windows =
        new WindowReader(name == null ? "" : name.text(), tile, windowNames, faults).read(reader);
    reader.refuseOthers();
    if (!named || name == null || call == null || source == null || windows.isEmpty()) {
      complete = false;
      return;
    }
    if (slopeOfCountsForEver(call, windows)) {
      faults.add(reader.positionOf("windows"), DefinitionErrors.slopeOfCountsForEver());
      complete = false;
      return;
    }
    windows.forEach(window -> types.put(window.name(), call.type()));
    aggregates.add(
        new Aggregate(
            name.text(),
            source.name(),
            call.function(),
            call.argument(),
            call.filter(),
            call.parameter(),
            call.type(),
            windows));
  }

  /** The empty hops of a lifetime cannot be counted: they begin nowhere. */
  private static boolean slopeOfCountsForEver(AggregateCall call, List<Window> windows) {
    return call.function() == AggregateFunction.SLOPE
        && call.argument() == null
        && windows.stream().anyMatch(window -> window.length() == null);
  }

  private @Nullable SourceDraft source(MappingReader reader, @Nullable YamlScalar name) {
    YamlScalar source = reader.scalar("source", "the name of a source");
    if (source != null) {
      return sources.find(source);
    }
    if (!ownNamed && !reader.has("source")) {
      faults.add(reader.position(), DefinitionErrors.noSource(name == null ? "" : name.text()));
    }
    return own;
  }
}
