package io.featurefactory.cli;

import io.featurefactory.lake.FileFormat;
import io.featurefactory.lake.StoredTypes;
import io.featurefactory.model.DataType;
import io.featurefactory.model.DefinitionId;
import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FactoryException.Kind;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.Source;
import io.featurefactory.model.Suggestions;
import io.featurefactory.model.ViewId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Every way in which the command line itself says no. */
final class CliErrors {
  private CliErrors() {}

  static FactoryException noStreams() {
    return user(
        "No source of features/*.yaml is fed by Kafka (expected: kafka: {topics: [clicks]} in a source with table: lake.NAME)");
  }

  static FactoryException notFedByKafka(String table, Collection<String> fed) {
    return user(
        "No source feeds lake.%s from Kafka%s (expected: one of %s)"
            .formatted(table, Suggestions.of(table, fed), String.join(", ", fed)));
  }

  static FactoryException unknownCluster(String cluster, String table, Collection<String> known) {
    return user(
        "Unknown Kafka '%s' of the source of lake.%s%s (expected: %s). Clusters are declared in factory.yaml: kafka: {%s: {brokers: \"localhost:9092\"}}"
            .formatted(
                cluster,
                table,
                Suggestions.of(cluster, known),
                known.isEmpty() ? "one that is declared" : "one of " + String.join(", ", known),
                cluster));
  }

  static FactoryException cannotListen(String option, int port, IOException cause) {
    return new FactoryException(
        Kind.EXTERNAL,
        "%s: cannot listen at port %d: %s (expected: one that is free; 0 takes any)"
            .formatted(option, port, cause.getMessage()),
        cause);
  }

  static FactoryException cannotReadPem(Path file, IOException cause) {
    return new FactoryException(
        Kind.USER,
        "Cannot read %s, which tls: under kafka: in factory.yaml names: %s (expected: a file in PEM, relative to the project)"
            .formatted(file, cause.getMessage()),
        cause);
  }

  static FactoryException notGenerated(Path file) {
    return user(
        "%s is there already, and was not made by ff generate; nothing was changed. Give another --out (or --class, --package)"
            .formatted(file));
  }

  static FactoryException notEmpty(Path folder) {
    return user(
        "Cannot make a project in %s: it is there and not empty (expected: a new or empty folder)"
            .formatted(folder));
  }

  static FactoryException isAFile(Path folder) {
    return user(
        "Cannot make a project in %s: it is a file (expected: a new or empty folder)"
            .formatted(folder));
  }

  static FactoryException mappedTwice(String name) {
    return user("--map %s=... is there twice (expected: one column for each key)".formatted(name));
  }

  static FactoryException manifestThere(Path file, @Nullable Path manifest) {
    return user(
        "--out %s: there is a manifest %s already, and nothing was changed. Give another name, or add --overwrite"
            .formatted(file, manifest));
  }

  static FactoryException cannotWrite(Path path, IOException e) {
    return new FactoryException(
        Kind.EXTERNAL,
        "Cannot write %s: %s. Check the folder's permissions and the disk's free space"
            .formatted(path, e.getClass().getSimpleName() + " " + e.getMessage()),
        e);
  }

  static FactoryException unknownEntry(String what, String name, List<String> known) {
    if (known.isEmpty()) {
      return user("No %s '%s': nothing is applied yet. Run ff apply first".formatted(what, name));
    }
    return user(
        "No %s '%s' is applied%s (expected: one of %s). See ff list, or run ff apply first"
            .formatted(what, name, Suggestions.of(name, known), known));
  }

  static FactoryException otherKind(String name, DefinitionId.Kind kind, String wanted) {
    return user(
        "'%s' is a %s (expected: a %s). See ff show %s".formatted(name, noun(kind), wanted, name));
  }

  static FactoryException unknownVersion(String text, String name, List<Integer> versions) {
    return user(
        "'%s' is not applied: %s has %s %s. See ff show %s"
            .formatted(
                text,
                name,
                versions.size() == 1 ? "version" : "the versions",
                versions.stream().map(String::valueOf).collect(Collectors.joining(", ")),
                name));
  }

  static String noun(DefinitionId.Kind kind) {
    return switch (kind) {
      case SOURCE -> "source";
      case VIEW -> "feature view";
      case SERVICE -> "feature service";
    };
  }

  static FactoryException nothingApplied() {
    return user("No feature view is applied yet. Run ff apply first");
  }

  static FactoryException nothingServed(List<String> names) {
    return user(
        ("No answers of %s were kept (expected: those of ff serve with serving: {log: {share: 1%%}} in"
                + " factory.yaml, or with --log-share 1%%)")
            .formatted(names.isEmpty() ? "any service" : String.join(", ", names)));
  }

  static String unknownLoggedService(String name, List<String> known) {
    return "serving.log.services of factory.yaml: no service '%s' is served%s (expected: one of %s)"
        .formatted(name, Suggestions.of(name, known), known);
  }

  static FactoryException unknownInFiles(String name, List<String> known) {
    return user(
        "No feature view '%s' in the files of features/%s (expected: one of %s)"
            .formatted(name, Suggestions.of(name, known), known));
  }

  static FactoryException badVersion(String text) {
    return user("version of '%s' (expected: a number, such as ad_trend@2)".formatted(text));
  }

  static FactoryException noKeyValue(String argument) {
    return user("key '%s' (expected: KEY=VALUE, such as ad_id=AD-1)".formatted(argument));
  }

  static FactoryException keyTwice(String name) {
    return user("key '%s' is given twice (expected: once)".formatted(name));
  }

  static FactoryException noColumnValue(String argument) {
    return user(
        "--set '%s' (expected: COLUMN=VALUE, such as --set campaign=men)".formatted(argument));
  }

  static FactoryException setTwice(String column) {
    return user("--set %s is given twice (expected: one value for a column)".formatted(column));
  }

  static FactoryException unknownKey(String entry, String name, List<String> known) {
    return user(
        "%s has no key '%s'%s (expected: %s)"
            .formatted(entry, name, Suggestions.of(name, known), String.join(", ", known)));
  }

  static FactoryException missingKeys(
      String entry, List<String> missing, List<FeatureView.Key> keys) {
    String all =
        keys.stream()
            .map(k -> k.name() + "=" + k.type().displayName().toUpperCase(Locale.ROOT))
            .collect(Collectors.joining(" "));
    return user(
        "%s %s of %s %s missing (expected: %s)"
            .formatted(
                missing.size() == 1 ? "key" : "keys",
                String.join(", ", missing),
                entry,
                missing.size() == 1 ? "is" : "are",
                all));
  }

  static FactoryException badKeyValue(FeatureView.Key key, String text) {
    return user(
        "key %s: '%s' is no %s (expected: %s)"
            .formatted(key.name(), text, key.type().displayName(), example(key.type())));
  }

  private static String example(DataType type) {
    if (type instanceof DataType.Decimal decimal) {
      return "a number with at most %d digits, %d of them after the point"
          .formatted(decimal.precision(), decimal.scale());
    }
    if (type == DataType.Primitive.BIGINT) {
      return "a whole number such as 42";
    }
    return type == DataType.Primitive.BOOLEAN
        ? "true or false"
        : "such as 2026-03-01 or 2026-03-01T06:00Z";
  }

  static FactoryException offline(String entry) {
    return user(
        "%s is offline only: it has no online store to look it up in. Use ff sql, or give it one: online: [default]"
            .formatted(entry));
  }

  static FactoryException storeNotOfView(String entry, String store, List<String> stores) {
    return user(
        "%s is not published to store '%s' (expected: one of %s)".formatted(entry, store, stores));
  }

  static FactoryException nestedInSqlTest(String source, String path) {
    return user(
        "Events of source %s in a test of an sql view: column %s is nested, and such tests land plain columns only"
            .formatted(source, path));
  }

  static FactoryException interrupted(InterruptedException cause) {
    return new FactoryException(
        FactoryException.Kind.EXTERNAL,
        "Interrupted. What is not done yet is done by the same command",
        cause);
  }

  static String badQuery(String place, ViewId view, FactoryException e) {
    return "%s: sql of %s: %s".formatted(place, view, e.getMessage());
  }

  static String storedOtherwise(
      String place, Source source, StoredTypes.Contradiction found, String table) {
    return "%s: column %s of source %s: %s (expected: %s, as it is stored in %s). A stored column keeps its type: declare that one and compute the other in an expr, or import into another table"
        .formatted(
            place,
            found.column().name(),
            source.name(),
            found.column().type().displayName(),
            found.stored(),
            table);
  }

  static String hashInAView(String place, String store) {
    return "%s: layout: hash in the online: of a view (expected: with the store in factory.yaml, for all its views, such as %s: {type: redis, uri: ..., layout: hash, key: \"features:{key_name}:{key}\", field: \"{feature}\"})"
        .formatted(place, store);
  }

  static FactoryException mistakes(List<String> lines) {
    return user(String.join("\n", lines));
  }

  static FactoryException outputType(Path file) {
    return user(
        "--out %s (expected: a name that ends with %s)".formatted(file, FileFormat.endings()));
  }

  static FactoryException pageType(Path file) {
    return user("--out %s (expected: a name that ends with .html)".formatted(file));
  }

  private static FactoryException user(String message) {
    return new FactoryException(Kind.USER, message);
  }

  static FactoryException demoPlaceTaken() {
    return new FactoryException(
        Kind.USER,
        "The registry of this environment has definitions already (expected: stores of its own, empty)."
            + " Nothing was changed. Give the demo another registry, catalog, warehouse and store");
  }

  static FactoryException demoDiffers(ViewId view, List<String> examples) {
    return new FactoryException(
        Kind.INTERNAL,
        "Online values of %s differ from the log: %s".formatted(view, String.join("; ", examples)));
  }
}
