package io.featurefactory.definitions;

import io.featurefactory.definitions.expression.Columns;
import io.featurefactory.definitions.expression.ExpressionReader;
import io.featurefactory.definitions.yaml.Faults;
import io.featurefactory.definitions.yaml.MappingReader;
import io.featurefactory.definitions.yaml.YamlMapping;
import io.featurefactory.definitions.yaml.YamlNode;
import io.featurefactory.definitions.yaml.YamlScalar;
import io.featurefactory.definitions.yaml.YamlSequence;
import io.featurefactory.model.Boundaries;
import io.featurefactory.model.Computation;
import io.featurefactory.model.DataType;
import io.featurefactory.model.Expr;
import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.ViewId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code kind: feature_view}. */
final class ViewReader {
  private static final Duration HOP_OF_TABLES = Duration.ofHours(1);

  private final YamlMapping written;
  private final MappingReader reader;
  private final Faults faults;
  private final Environment environment;
  private final ViewSources sources;
  private final Names names;

  private ViewReader(
      YamlMapping written,
      Map<String, SourceDraft> sources,
      Environment environment,
      Faults faults) {
    this.written = written;
    this.reader = new MappingReader(written, faults);
    this.faults = faults;
    this.environment = environment;
    this.sources = new ViewSources(sources, faults);
    this.names = new Names(faults);
  }

  /** The view of a document; null if not even its identity can be read. */
  static @Nullable ViewDraft read(
      YamlMapping written,
      Map<String, SourceDraft> sources,
      Environment environment,
      Faults faults) {
    return new ViewReader(written, sources, environment, faults).read();
  }

  private @Nullable ViewDraft read() {
    int before = faults.count();
    reader.find("kind");
    YamlScalar name = reader.requiredScalar("name", "a name such as ad_performance");
    boolean named = name != null && Names.isDefinition(name, "name", faults);
    Integer version = reader.positiveInteger("version");
    if (!reader.has("version")) {
      faults.add(reader.position(), DefinitionErrors.missing("version", "version: 1"));
    }
    boolean query = reader.has("sql");
    boolean aggregation = reader.has("aggregates");
    boolean table = !query && !aggregation;
    Duration every = every(table);
    Duration tile = tile(every, aggregation);
    Duration delay = or(reader.duration("delay"), Duration.ZERO);
    Duration fresh = reader.positiveDuration("fresh_within");
    Duration publishDelay = reader.duration("publish_delay");
    String description = reader.textOrEmpty("description");
    String owner = reader.textOrEmpty("owner");
    List<String> tags =
        reader.texts("tags", "a list of texts").stream().map(YamlScalar::text).toList();
    refuseOtherKinds(query, aggregation);

    Computed computed = query ? query(every) : aggregation ? aggregates(tile) : latest();
    List<FeatureView.Key> keys = keys();
    FeatureList features = features(computed, query);
    List<FeatureView.Check> checks = checks(features);
    List<FeatureView.OnlineTarget> online =
        new OnlineReader(reader, environment, faults).read(keys, features.list());
    reader.refuseOthers();
    if (!named || name == null || version == null) {
      return null;
    }
    boolean faulty = faults.count() > before || !sources.allResolved();
    FeatureView view = null;
    if (!faulty && every != null && computed.computation != null) {
      view =
          new FeatureView(
              new ViewId(name.text(), version),
              description,
              owner,
              tags,
              keys,
              every,
              or(tile, every),
              delay,
              or(publishDelay, environment.publishDelay()),
              or(fresh, every.multipliedBy(3).plus(delay)),
              computed.computation,
              features.list(),
              checks,
              online);
    }
    if (view != null && !isComputableWithoutEvents(view, name)) {
      view = null;
    }
    return new ViewDraft(
        new ViewId(name.text(), version),
        name,
        written,
        features.types(),
        features.complete() && computed.columns.complete(),
        sources.used(),
        view);
  }

  /**
   * What the features are expressions over.
   *
   * @param computation null after a fault
   */
  private record Computed(@Nullable Computation computation, Columns columns) {}

  /** Features without mistakes. */
  private record FeatureList(List<FeatureView.Feature> list, boolean complete) {
    Map<String, DataType> types() {
      Map<String, DataType> types = new LinkedHashMap<>();
      list.forEach(feature -> types.put(feature.name(), feature.type()));
      return types;
    }
  }

  /** A fault if an expression fails on the empty row, which every lookup may answer. */
  private boolean isComputableWithoutEvents(FeatureView view, YamlScalar name) {
    try {
      EmptyRow.of(view);
      return true;
    } catch (FactoryException e) {
      faults.add(name.position(), DefinitionErrors.emptyRow(String.valueOf(e.getMessage())));
      return false;
    }
  }

  private static <T> T or(@Nullable T value, T fallback) {
    return value == null ? fallback : value;
  }

  private @Nullable Duration every(boolean table) {
    Duration every = reader.positiveDuration("every");
    if (every == null && !reader.has("every")) {
      if (table) {
        return HOP_OF_TABLES;
      }
      faults.add(
          reader.position(), DefinitionErrors.missing("every", "how often it runs, such as 1d"));
    }
    return every;
  }

  private @Nullable Duration tile(@Nullable Duration every, boolean aggregation) {
    Duration tile = aggregation ? reader.positiveDuration("tile") : null;
    if (tile != null && every != null && !Boundaries.divides(tile, every)) {
      faults.add(reader.positionOf("tile"), DefinitionErrors.tileDoesNotDivide(tile, every));
      return null;
    }
    return tile == null && !reader.has("tile") ? every : tile;
  }

  private void refuseOtherKinds(boolean query, boolean aggregation) {
    if (query && aggregation) {
      faults.add(reader.positionOf("sql"), DefinitionErrors.both("aggregates", "sql"));
    }
    refuse(query, "an sql view", "source", "filter", "tile", "max_age");
    refuse(aggregation && !query, "a view with aggregates", "max_age", "window", "dialect");
    refuse(!query && !aggregation, "a table view", "tile", "window", "dialect");
  }

  private void refuse(boolean applies, String kind, String... keys) {
    for (String key : keys) {
      if (applies && reader.has(key)) {
        faults.add(reader.positionOf(key), DefinitionErrors.notWith(key, kind));
      }
    }
  }

  private @Nullable Expr filter(@Nullable SourceDraft source) {
    YamlScalar filter = reader.scalar("filter", "a condition such as price > 0");
    if (filter == null) {
      return null;
    }
    if (source == null) {
      if (!reader.has("source")) {
        faults.add(filter.position(), DefinitionErrors.filterWithoutSource());
      }
      return null;
    }
    return ExpressionReader.condition(filter, source.columns(), faults);
  }

  private Computed aggregates(@Nullable Duration tile) {
    YamlScalar own = reader.scalar("source", "the name of a source");
    SourceDraft source = own == null ? null : sources.find(own);
    Expr filter = filter(source);
    AggregatesReader aggregates =
        new AggregatesReader(reader, sources, source, reader.has("source"), tile, faults);
    aggregates.read();
    Computation computation =
        aggregates.list().isEmpty()
            ? null
            : new Computation.Aggregation(
                own == null ? null : own.text(), filter, aggregates.list());
    return new Computed(computation, aggregates.columns());
  }

  private Computed latest() {
    YamlScalar name = reader.requiredScalar("source", "the name of a source");
    SourceDraft source = name == null ? null : sources.find(name);
    Expr filter = filter(source);
    Duration maxAge = reader.positiveDuration("max_age");
    return source == null
        ? new Computed(null, new Columns("column", Map.of(), false))
        : new Computed(new Computation.Latest(source.name(), filter, maxAge), source.columns());
  }

  private Computed query(@Nullable Duration every) {
    Computation.Query query = new QueryReader(reader, faults).read(every);
    return new Computed(query, new Columns("column", Map.of(), true));
  }

  private List<FeatureView.Key> keys() {
    boolean query = reader.has("sql");
    List<YamlNode> items = reader.items("keys", "a list of columns such as [ad_id]");
    if (items.isEmpty()) {
      faultMissing("keys", "the columns that say what the features describe, such as [ad_id]");
    }
    List<FeatureView.Key> keys = new ArrayList<>();
    for (YamlNode item : items) {
      FeatureView.Key key = KeyReader.read(item, query ? null : sources, faults);
      if (key != null && names.take(key.name(), "key", item.position())) {
        keys.add(key);
      }
    }
    return keys;
  }

  /** A value of another shape has a fault already. */
  private void faultMissing(String key, String expectation) {
    if (!reader.has(key)) {
      faults.add(reader.position(), DefinitionErrors.missing(key, expectation));
    } else if (reader.find(key) instanceof YamlSequence empty) {
      faults.add(empty.position(), DefinitionErrors.empty(key, expectation));
    }
  }

  private FeatureList features(Computed computed, boolean query) {
    List<FeatureView.Feature> features = new ArrayList<>();
    List<YamlNode> items = reader.items("features", "a list of features, each with a name");
    boolean complete = true;
    if (items.isEmpty()) {
      complete = false;
      faultMissing("features", "a list such as [{name: ctr_7d, expr: clicks_7d / views_7d}]");
    }
    FeatureReader each = new FeatureReader(computed.columns, query, names, faults);
    for (YamlNode item : items) {
      FeatureView.Feature feature = each.read(item);
      if (feature == null) {
        complete = false;
      } else {
        features.add(feature);
      }
    }
    return new FeatureList(features, complete);
  }

  private List<FeatureView.Check> checks(FeatureList features) {
    Columns columns = new Columns("feature", features.types(), features.complete());
    List<FeatureView.Check> checks = new ArrayList<>();
    for (YamlScalar text : reader.texts("checks", "a list of conditions")) {
      FeatureView.Check check = ExpressionReader.check(text, columns, faults);
      if (check != null) {
        checks.add(check);
      }
    }
    return checks;
  }
}
