package io.featurefactory.definitions;

import io.featurefactory.definitions.expression.NormalizedSql;
import io.featurefactory.definitions.yaml.Json;
import io.featurefactory.definitions.yaml.YamlMapping;
import io.featurefactory.definitions.yaml.YamlNode;
import io.featurefactory.definitions.yaml.YamlScalar;
import io.featurefactory.definitions.yaml.YamlSequence;
import io.featurefactory.model.Aggregate;
import io.featurefactory.model.Computation;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.Source;
import io.featurefactory.model.Window;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Hashes of what definitions mean. Each is the SHA-256 of lines of canonical text; the lines are
 * part of what registries hold, so they never change for a meaning that does not.
 */
final class Meaning {
  private final List<String> lines = new ArrayList<>();

  private Meaning() {}

  /** Of all that decides on the rows of a source. */
  static String of(Source source) {
    Meaning meaning = new Meaning();
    meaning.source(source, source.columns());
    return meaning.hash();
  }

  /** Of all that decides on the values of a view, with what it uses of its sources. */
  static String of(FeatureView view, YamlMapping written, List<Source> sources) {
    Meaning meaning = new Meaning();
    meaning.add("every", view.every());
    meaning.add("delay", view.delay());
    meaning.add("publish_delay", text(written.find("publish_delay")));
    meaning.computation(view, sources);
    for (FeatureView.Feature feature : view.features()) {
      meaning.add("feature", feature.name(), ExprText.of(feature.expr()));
    }
    return meaning.hash();
  }

  /** Of all that decides on the tiles of a view; null if it has none. */
  static @Nullable String ofTiles(FeatureView view, List<Source> sources) {
    Meaning meaning = new Meaning();
    if (view.computation() instanceof Computation.Aggregation) {
      meaning.tiles(view, sources);
    } else if (view.computation() instanceof Computation.Latest latest) {
      meaning.keys(view);
      meaning.add("latest", view.tile(), latest.source(), ExprText.of(latest.filter()));
      sources.forEach(source -> meaning.source(source, source.columns()));
    } else {
      return null;
    }
    if (sources.stream().anyMatch(source -> source.landedAt() != null)) {
      meaning.add("landed", view.every(), view.publishDelay());
    }
    return meaning.hash();
  }

  /** Of what the author of a service wrote, but for descriptions and owners. */
  static String ofService(YamlMapping written) {
    Meaning meaning = new Meaning();
    for (YamlMapping.Entry entry : written.entries()) {
      String key = entry.key().text();
      if (!Set.of("kind", "description", "owner", "tags").contains(key)) {
        meaning.add(key, written(entry.value()));
      }
    }
    return meaning.sortedHash();
  }

  /** Of what may change in place. */
  static String ofPresentation(YamlMapping written) {
    Meaning meaning = new Meaning();
    for (String key : List.of("description", "owner", "tags", "checks", "online", "fresh_within")) {
      YamlNode value = written.find(key);
      meaning.add(key, value == null ? "" : Json.of(value));
    }
    for (String list : List.of("features", "aggregates", "derived")) {
      meaning.add(list, descriptions(written.find(list)));
    }
    return meaning.hash();
  }

  private static String descriptions(@Nullable YamlNode list) {
    List<String> descriptions = new ArrayList<>();
    if (list instanceof YamlSequence sequence) {
      for (YamlNode item : sequence.items()) {
        if (item instanceof YamlMapping mapping && mapping.find("description") != null) {
          descriptions.add(text(mapping.find("name")) + "=" + text(mapping.find("description")));
        }
      }
    }
    return String.join("\n", descriptions);
  }

  private void computation(FeatureView view, List<Source> sources) {
    if (view.computation() instanceof Computation.Aggregation aggregation) {
      tiles(view, sources);
      for (Aggregate aggregate : aggregation.aggregates()) {
        for (Window window : aggregate.windows()) {
          add("window", aggregate.name(), window.name(), window.length(), window.offset());
        }
      }
    } else if (view.computation() instanceof Computation.Query query) {
      keys(view);
      add("sql", query.sql().strip(), query.dialect(), query.window());
    } else if (view.computation() instanceof Computation.Latest latest) {
      keys(view);
      add("latest", latest.source(), ExprText.of(latest.filter()), latest.maxAge());
      usedParts(view, sources);
    }
  }

  private void tiles(FeatureView view, List<Source> sources) {
    Computation.Aggregation aggregation = (Computation.Aggregation) view.computation();
    keys(view);
    add("tile", view.tile());
    add("source", aggregation.source(), ExprText.of(aggregation.filter()));
    for (Aggregate a : aggregation.aggregates()) {
      add(
          "aggregate",
          a.name(),
          a.source(),
          a.function(),
          ExprText.of(a.argument()),
          ExprText.of(a.filter()),
          a.parameter());
    }
    usedParts(view, sources);
  }

  private void keys(FeatureView view) {
    view.keys().forEach(key -> add("key", key.name(), key.type().displayName()));
  }

  private void usedParts(FeatureView view, List<Source> sources) {
    for (Source source : sources) {
      Set<String> used = UsedColumns.of(view, source);
      source(source, source.columns().stream().filter(c -> used.contains(c.name())).toList());
    }
  }

  private void source(Source source, List<Source.Column> columns) {
    add("from", source.name(), location(source));
    add(
        "roles",
        source.eventTime(),
        source.eventId(),
        source.landedAt(),
        source.availableAt(),
        source.unnest());
    for (Source.Column column : columns) {
      add(
          "column",
          column.name(),
          column.type().displayName(),
          column.expr() == null ? column.path() : "",
          ExprText.of(column.expr()));
    }
  }

  private static String location(Source source) {
    return source.location() instanceof Source.LakeTable lake
        ? "table " + lake.table()
        : "files " + ((Source.Files) source.location()).pattern();
  }

  private static String written(YamlNode node) {
    if (node instanceof YamlMapping mapping) {
      Meaning meaning = new Meaning();
      for (YamlMapping.Entry entry : mapping.entries()) {
        String key = entry.key().text();
        if (key.equals("expr") && entry.value() instanceof YamlScalar sql) {
          meaning.add(key, NormalizedSql.of(sql.text()));
        } else if (!key.equals("description")) {
          meaning.add(key, written(entry.value()));
        }
      }
      return "{" + String.join(",", meaning.lines) + "}";
    }
    if (node instanceof YamlSequence sequence) {
      return "[" + String.join(",", sequence.items().stream().map(Meaning::written).toList()) + "]";
    }
    return ExprText.quoted(((YamlScalar) node).text());
  }

  private static String text(@Nullable YamlNode node) {
    return node instanceof YamlScalar scalar ? scalar.text() : "";
  }

  private void add(String what, @Nullable Object... parts) {
    StringBuilder line = new StringBuilder(what);
    for (Object part : parts) {
      String text = part instanceof Duration duration ? duration.toSeconds() + "s" : "" + part;
      line.append(' ').append(part == null ? "-" : ExprText.quoted(text));
    }
    lines.add(line.toString());
  }

  private String sortedHash() {
    lines.sort(null);
    return hash();
  }

  private String hash() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of()
          .formatHex(digest.digest(String.join("\n", lines).getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
