package io.featurefactory.definitions;

import io.featurefactory.definitions.yaml.Faults;
import io.featurefactory.definitions.yaml.MappingReader;
import io.featurefactory.definitions.yaml.YamlMapping;
import io.featurefactory.definitions.yaml.YamlNode;
import io.featurefactory.definitions.yaml.YamlScalar;
import io.featurefactory.definitions.yaml.YamlSequence;
import io.featurefactory.model.Boundaries;
import io.featurefactory.model.Computation;
import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.Source;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads the unit tests of features ({@code docs/spec/feature-tests.md}). */
public final class FeatureTestReader {
  private static final double TOLERANCE = 1e-9;

  private final Map<String, Source> sources = new TreeMap<>();
  private final Map<String, List<FeatureView>> views = new TreeMap<>();
  private final Faults faults = new Faults();

  private FeatureTestReader(Definitions definitions) {
    definitions.sources().forEach(s -> sources.put(s.value().name(), s.value()));
    for (Defined<FeatureView> view : definitions.views()) {
      views.computeIfAbsent(view.value().id().name(), name -> new ArrayList<>()).add(view.value());
    }
  }

  /**
   * The tests of files, in the order of the files and of their text.
   *
   * @param definitions what they test
   * @throws FactoryException USER with one line for each mistake
   */
  public static List<FeatureTest> read(List<DefinitionFile> files, Definitions definitions) {
    FeatureTestReader reader = new FeatureTestReader(definitions);
    List<FeatureTest> tests = new ArrayList<>();
    for (DefinitionFile file : files) {
      for (YamlNode document : YamlFiles.parse(file, reader.faults)) {
        FeatureTest test = reader.test(document);
        if (test != null) {
          tests.add(test);
        }
      }
    }
    reader.faults.throwIfAny();
    return tests;
  }

  private @Nullable FeatureTest test(YamlNode document) {
    if (!(document instanceof YamlMapping mapping)) {
      faults.add(
          document.position(),
          DefinitionErrors.unexpected(
              "test", document.describe(), "keys with values, such as view: ad_performance"));
      return null;
    }
    int before = faults.count();
    MappingReader reader = new MappingReader(mapping, faults);
    YamlScalar name = reader.requiredScalar("name", "what the test shows");
    FeatureView view = view(reader);
    YamlScalar at = reader.scalar("at", "a boundary such as 2024-01-08");
    Instant stated = at == null ? null : instant(at);
    Double tolerance = tolerance(reader);
    Map<String, List<Map<String, @Nullable Object>>> events =
        view == null ? Map.of() : new EventRows(reader, view).read(stated);
    reader.find("events");
    reader.find("defaults");
    List<YamlNode> expected = reader.items("expect", "a list of keys with values of features");
    if (!reader.has("expect") || (expected.isEmpty() && isEmptyList(reader))) {
      faults.add(
          reader.positionOf("expect"),
          DefinitionErrors.missing("expect", "a list such as [{ad_id: A, clicks_7d: 2}]"));
    }
    reader.refuseOthers();
    if (name == null || view == null || tolerance == null || faults.count() > before) {
      return null;
    }
    Instant boundary = stated == null ? boundaryAfter(events, view) : stated;
    List<FeatureTest.Expectation> expectations = expectations(expected, view, boundary);
    checkBoundary(boundary, at, view);
    return faults.count() > before
        ? null
        : new FeatureTest(
            name.text(), mapping.position(), view, boundary, tolerance, events, expectations);
  }

  private static boolean isEmptyList(MappingReader reader) {
    return reader.find("expect") instanceof YamlSequence;
  }

  private @Nullable FeatureView view(MappingReader reader) {
    YamlScalar text = reader.requiredScalar("view", "a view such as ad_performance");
    if (text == null) {
      return null;
    }
    String[] parts = text.text().split("@", 2);
    List<FeatureView> versions = views.get(parts[0]);
    if (versions == null) {
      faults.add(text.position(), DefinitionErrors.unknown("view", parts[0], views.keySet()));
      return null;
    }
    if (parts.length == 1 && versions.size() == 1) {
      return versions.get(0);
    }
    List<String> known =
        versions.stream().map(v -> String.valueOf(v.id().version())).sorted().toList();
    for (FeatureView version : versions) {
      if (parts.length == 2 && parts[1].equals(String.valueOf(version.id().version()))) {
        return version;
      }
    }
    faults.add(
        text.position(),
        parts.length == 1
            ? DefinitionErrors.ambiguousVersion(parts[0], String.join(", ", known))
            : DefinitionErrors.unknown("version of " + parts[0], parts[1], known));
    return null;
  }

  private @Nullable Instant instant(YamlScalar text) {
    Object value = TestValues.find(text, Primitive.TIMESTAMP, null);
    if (value == null) {
      faults.add(
          text.position(),
          DefinitionErrors.unexpected(
              "at", text.describe(), "a time such as 2024-01-08T00:00:00Z"));
    }
    return (Instant) value;
  }

  private @Nullable Double tolerance(MappingReader reader) {
    YamlScalar text = reader.scalar("tolerance", "a number such as 0.001");
    if (text == null) {
      return reader.has("tolerance") ? null : (Double) TOLERANCE;
    }
    Object value = TestValues.find(text, Primitive.DOUBLE, null);
    if (value instanceof Double number && number >= 0 && number < 1) {
      return number;
    }
    faults.add(
        text.position(),
        DefinitionErrors.unexpected("tolerance", text.describe(), "a number such as 0.001"));
    return null;
  }

  private void checkBoundary(Instant boundary, @Nullable YamlScalar at, FeatureView view) {
    if (at != null && !Boundaries.floor(boundary, view.every()).equals(boundary)) {
      faults.add(
          at.position(),
          DefinitionErrors.noBoundary(
              at.text(),
              view.id().toString(),
              view.every(),
              Boundaries.floor(boundary, view.every())));
    }
  }

  /** The first boundary that counts all events. */
  private Instant boundaryAfter(
      Map<String, List<Map<String, @Nullable Object>>> events, FeatureView view) {
    Instant last = Instant.EPOCH;
    for (Map.Entry<String, List<Map<String, @Nullable Object>>> of : events.entrySet()) {
      Source source = java.util.Objects.requireNonNull(sources.get(of.getKey()));
      for (Map<String, @Nullable Object> row : of.getValue()) {
        if (row.get(source.eventTime()) instanceof Instant time && time.isAfter(last)) {
          last = time;
        }
      }
    }
    return Boundaries.floor(last, view.every()).plus(view.every());
  }

  private List<FeatureTest.Expectation> expectations(
      List<YamlNode> items, FeatureView view, Instant boundary) {
    List<FeatureTest.Expectation> expectations = new ArrayList<>();
    for (YamlNode item : items) {
      if (item instanceof YamlMapping row) {
        expectations.add(expectation(row, view, boundary));
      } else {
        faults.add(
            item.position(),
            DefinitionErrors.unexpected("expect", item.describe(), "{key: value, feature: value}"));
      }
    }
    return expectations;
  }

  private FeatureTest.Expectation expectation(YamlMapping row, FeatureView view, Instant boundary) {
    List<Object> key = new ArrayList<>();
    for (FeatureView.Key column : view.keys()) {
      YamlNode value = row.find(column.name());
      Object typed =
          value == null
              ? null
              : TestValues.read(value, column.name(), column.type(), boundary, faults);
      if (value == null || typed == null) {
        faults.add(
            value == null ? row.position() : value.position(),
            DefinitionErrors.missing(column.name(), "a value for each key of " + view.id()));
      } else {
        key.add(typed);
      }
    }
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    for (YamlMapping.Entry entry : row.entries()) {
      String name = entry.key().text();
      boolean isKey = view.keys().stream().anyMatch(k -> k.name().equals(name));
      if (!isKey) {
        value(entry, view, boundary, values);
      }
    }
    if (values.isEmpty()) {
      faults.add(row.position(), DefinitionErrors.expectsNothing(view.id().toString()));
    }
    return new FeatureTest.Expectation(row.position(), key, values);
  }

  private void value(
      YamlMapping.Entry entry,
      FeatureView view,
      Instant boundary,
      Map<String, @Nullable Object> values) {
    String name = entry.key().text();
    for (FeatureView.Feature feature : view.features()) {
      if (feature.name().equals(name)) {
        values.put(name, TestValues.read(entry.value(), name, feature.type(), boundary, faults));
        return;
      }
    }
    List<String> known = new ArrayList<>(view.features().stream().map(f -> f.name()).toList());
    view.keys().forEach(key -> known.add(key.name()));
    faults.add(
        entry.key().position(),
        DefinitionErrors.unknown("feature or key of " + view.id(), name, known));
  }

  /** The events of a test. */
  private final class EventRows {
    private final MappingReader reader;
    private final List<String> allowed;

    EventRows(MappingReader reader, FeatureView view) {
      this.reader = reader;
      if (view.computation() instanceof Computation.Latest latest) {
        this.allowed = List.of(latest.source());
      } else if (view.computation() instanceof Computation.Aggregation aggregation) {
        this.allowed = aggregation.aggregates().stream().map(a -> a.source()).distinct().toList();
      } else {
        this.allowed = List.copyOf(sources.keySet());
      }
    }

    Map<String, List<Map<String, @Nullable Object>>> read(@Nullable Instant at) {
      Map<String, List<Map<String, @Nullable Object>>> events = new LinkedHashMap<>();
      YamlMapping defaults = reader.mapping("defaults", "sources with values of columns");
      checkDefaults(defaults);
      YamlMapping bySource = reader.mapping("events", "sources with lists of rows");
      if (bySource == null) {
        if (!reader.has("events")) {
          faults.add(
              reader.position(), DefinitionErrors.missing("events", "sources with lists of rows"));
        }
        return events;
      }
      for (YamlMapping.Entry entry : bySource.entries()) {
        Source source = source(entry.key());
        if (source == null) {
          continue;
        }
        YamlNode standard = defaults == null ? null : defaults.find(source.name());
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        for (YamlNode row : rows(entry)) {
          rows.add(row(row, source, standard instanceof YamlMapping m ? m : null, at));
        }
        events.put(source.name(), rows);
      }
      return events;
    }

    private void checkDefaults(@Nullable YamlMapping defaults) {
      for (YamlMapping.Entry entry :
          defaults == null ? List.<YamlMapping.Entry>of() : defaults.entries()) {
        Source source = source(entry.key());
        if (source != null) {
          row(entry.value(), source, null, Instant.EPOCH);
        }
      }
    }

    private @Nullable Source source(YamlScalar name) {
      if (!allowed.contains(name.text())) {
        faults.add(name.position(), DefinitionErrors.unknown("source", name.text(), allowed));
        return null;
      }
      return sources.get(name.text());
    }

    private List<YamlNode> rows(YamlMapping.Entry entry) {
      if (entry.value() instanceof YamlSequence sequence) {
        return sequence.items();
      }
      faults.add(
          entry.value().position(),
          DefinitionErrors.unexpected(
              entry.key().text(), entry.value().describe(), "a list of rows"));
      return List.of();
    }

    private Map<String, @Nullable Object> row(
        YamlNode node, Source source, @Nullable YamlMapping standard, @Nullable Instant at) {
      Map<String, @Nullable Object> row = new LinkedHashMap<>();
      if (!(node instanceof YamlMapping written)) {
        faults.add(
            node.position(),
            DefinitionErrors.unexpected(source.name(), node.describe(), "{column: value}"));
        return row;
      }
      List<String> stored =
          source.columns().stream().filter(c -> c.expr() == null).map(c -> c.name()).toList();
      for (YamlMapping.Entry entry : written.entries()) {
        if (!stored.contains(entry.key().text())) {
          faults.add(
              entry.key().position(),
              DefinitionErrors.unknown("column", entry.key().text(), stored));
        }
      }
      for (Source.Column column : source.columns()) {
        if (column.expr() == null) {
          YamlNode value = written.find(column.name());
          if (value == null && standard != null) {
            value = standard.find(column.name());
          }
          row.put(
              column.name(),
              value == null
                  ? null
                  : TestValues.read(value, column.name(), column.type(), at, faults));
        }
      }
      return row;
    }
  }
}
