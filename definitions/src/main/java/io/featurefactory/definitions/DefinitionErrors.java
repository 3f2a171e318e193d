package io.featurefactory.definitions;

import io.featurefactory.definitions.yaml.DurationText;
import io.featurefactory.definitions.yaml.Position;
import io.featurefactory.definitions.yaml.Suggestion;
import io.featurefactory.model.DataType;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;

/**
 * Every mistake that can be made in definitions, settings and tests beside those of expressions.
 */
final class DefinitionErrors {
  private DefinitionErrors() {}

  // Files

  static String unreadable(String name, IOException cause) {
    String reason =
        cause instanceof NoSuchFileException
            ? "there is no such file, or the link leads nowhere"
            : cause instanceof AccessDeniedException
                ? "permission denied"
                : String.valueOf(cause.getMessage());
    return "cannot read %s: %s (expected: a readable file)".formatted(name, reason);
  }

  static String notUtf8(int byteNumber) {
    return "no valid UTF-8 at byte %d (expected: a text file in UTF-8)".formatted(byteNumber);
  }

  static String notAMapping(String found) {
    return "document is %s (expected: keys with values, such as kind: source)".formatted(found);
  }

  // Names

  static String unknown(String what, String name, Collection<String> known) {
    return "unknown %s '%s'%s"
        .formatted(
            what,
            name,
            known.isEmpty() ? " (expected: one, but there is none)" : Suggestion.of(name, known));
  }

  static String duplicate(String what, String name, Position first) {
    return "duplicate %s '%s' (the first is at %s)".formatted(what, name, first);
  }

  static String badName(String key, String name) {
    return ("%s: '%s' (expected: a lower case letter, then lower case letters, digits and _, at most"
            + " 63)")
        .formatted(key, name);
  }

  static String badColumnName(String key, String name) {
    return "%s: '%s' (expected: a letter or a single _, then letters, digits and _, at most 127)"
        .formatted(key, name);
  }

  static String reservedName(String key, String name) {
    return "%s: '%s' is a name of the product's own columns (expected: another name)"
        .formatted(key, name);
  }

  // Shapes

  static String missing(String key, String expectation) {
    return "missing '%s' (expected: %s)".formatted(key, expectation);
  }

  static String unexpected(String key, String found, String expectation) {
    return "%s: %s (expected: %s)".formatted(key, found, expectation);
  }

  static String empty(String key, String expectation) {
    return "%s is empty (expected: %s)".formatted(key, expectation);
  }

  static String fedTwice(String table, String source, String other) {
    return "table lake.%s gets its events by kafka: of source %s and of %s (expected: of one of them)"
        .formatted(table, source, other);
  }

  static String both(String one, String other) {
    return "'%s' and '%s' are both there (expected: one of them)".formatted(one, other);
  }

  static String notWith(String key, String kind) {
    return "'%s' has no meaning in %s (expected: without it)".formatted(key, kind);
  }

  // Sources

  static String notALakeTable(String table) {
    return "table: '%s' (expected: lake.<name> with lower case letters, digits and _)"
        .formatted(table);
  }

  static String wrongColumnType(String key, String column, DataType type, String expectation) {
    return "%s: column '%s' is %s (expected: %s)"
        .formatted(key, column, type.displayName(), expectation);
  }

  static String pathWithExpr() {
    return "'path' has no meaning beside 'expr' (expected: one of them)";
  }

  static String exprOfOtherType(DataType found, DataType declared) {
    return "expr is %s (expected: %s, as declared)"
        .formatted(found.displayName(), declared.displayName());
  }

  // Views

  static String notMultiple(String key, String found, String of, Duration unit) {
    return "%s: %s is no multiple of %s, %s (expected: a multiple, or a finer tile)"
        .formatted(key, found, of, DurationText.of(unit));
  }

  static String tileDoesNotDivide(Duration tile, Duration every) {
    return "tile: %s does not divide every, %s (expected: a part such as %s)"
        .formatted(
            DurationText.of(tile), DurationText.of(every), DurationText.of(every.dividedBy(2)));
  }

  static String slopeOfCountsForEver() {
    return "slope(count(*)) over lifetime: it counts empty hops as 0, and a lifetime has no first"
        + " one (expected: a length such as 30d)";
  }

  static String keyType(String key, DataType type) {
    return "key '%s' is %s (expected: string, bigint, boolean, timestamp or decimal)"
        .formatted(key, type.displayName());
  }

  static String keyMissing(String key, String source, Collection<String> columns) {
    return "key '%s' is no column of source '%s'%s"
        .formatted(key, source, Suggestion.of(key, columns));
  }

  static String keyTypesDiffer(
      String key, DataType type, String source, DataType other, String otherSource) {
    return "key '%s' is %s in source '%s' and %s in '%s' (expected: one type)"
        .formatted(key, type.displayName(), source, other.displayName(), otherSource);
  }

  static String noSource(String aggregate) {
    return "aggregate '%s' has no source (expected: 'source' here or in the view)"
        .formatted(aggregate);
  }

  static String filterWithoutSource() {
    return "filter without a source (expected: 'source' in the view, whose events it filters; or"
        + " filter (where ...) in each aggregate)";
  }

  static String structFeature(String feature) {
    return "feature '%s' is a struct (expected: one of its fields)".formatted(feature);
  }

  static String exprInQuery(String feature) {
    return ("feature '%s' of an sql view has an expr (expected: a column of the query; calculate in"
            + " the query)")
        .formatted(feature);
  }

  static String unknownPlaceholder(String name, Collection<String> known) {
    return "unknown placeholder ':%s' in sql%s".formatted(name, Suggestion.of(name, known));
  }

  static String windowStartWithoutWindow() {
    return "sql uses :window_start but the view has no window (expected: window: 7d or similar)";
  }

  static String badTemplate(String key, String placeholder, Collection<String> known) {
    return "%s: unknown placeholder {%s}%s"
        .formatted(key, placeholder, Suggestion.of(placeholder, known));
  }

  static String templateWithout(String keys, String placeholder) {
    return "%s contain no {%s} (expected: each key of the view, so that no two rows are one)"
        .formatted(keys, placeholder);
  }

  static String fieldWithoutFeature(int features) {
    return "field contains no {feature} (expected: it, since the view has %d features)"
        .formatted(features);
  }

  static String emptyRow(String problem) {
    return "features fail for a key without events: %s (expected: values or NULL)"
        .formatted(problem);
  }

  // Services

  static String badFeature(String text) {
    return ("feature '%s' (expected: view.feature, view@version.feature, view.* or"
            + " view@version.*)")
        .formatted(text);
  }

  static String unknownVersion(String view, int version, String versions) {
    return "unknown version %d of view '%s' (expected: one of %s)"
        .formatted(version, view, versions);
  }

  static String ambiguousVersion(String view, String versions) {
    return "view '%s' has the versions %s (expected: one of them, such as %s@%s)"
        .formatted(view, versions, view, versions.replaceAll(".*, ", ""));
  }

  static String twoVersionsInDerived(String view, String versions) {
    return ("view '%s' is used in the versions %s (expected: one version where keys or derived"
            + " features use it)")
        .formatted(view, versions);
  }

  static String keyTypesDifferInViews(
      String key, DataType firstType, String view, DataType otherType, String otherView) {
    return "key '%s' is %s in %s and %s in %s (expected: one type)"
        .formatted(key, firstType.displayName(), view, otherType.displayName(), otherView);
  }

  static String notAKey(String key, Collection<String> known) {
    return "'%s' is no key of the service's views%s".formatted(key, Suggestion.of(key, known));
  }

  static String resolvedKeyType(String key, DataType type, String feature, DataType found) {
    return "key '%s' is %s, but %s is %s (expected: the same type)"
        .formatted(key, type.displayName(), feature, found.displayName());
  }

  static String keyCycle(String key, String feature) {
    return "key '%s' is looked up in %s, which needs that key itself (expected: no circle)"
        .formatted(key, feature);
  }

  static String storeOfNoView(String store, Collection<String> known) {
    return known.isEmpty()
        ? "store '%s': no view of this service is published (expected: no store, or online: [%s] in a view)"
            .formatted(store, store)
        : unknown("store of the views of this service", store, known);
  }

  static String badDefault(String text, DataType type) {
    return "default: '%s' (expected: a %s)".formatted(text, type.displayName());
  }

  static String arrayDefault(DataType type) {
    return "default of a feature of type %s (expected: none for arrays)"
        .formatted(type.displayName());
  }

  // Settings

  static String secondDocument() {
    return "a second document (expected: one; an environment has a file of its own,"
        + " factory.NAME.yaml)";
  }

  static String tooLittle(String key, String found, String least) {
    return "%s: %s (expected: at least %s)".formatted(key, found, least);
  }

  static String unsetVariable(String name) {
    return "environment variable %s is not set (expected: a value for ${%s})".formatted(name, name);
  }

  static String badVariable(String text) {
    return "'%s' (expected: ${NAME}, capitals, digits and _)".formatted(text);
  }

  // Tests

  static String noBoundary(String at, String view, Duration every, Instant before) {
    return "at: %s is no boundary of %s, which runs every %s (expected: %s or another multiple)"
        .formatted(at, view, DurationText.of(every), before);
  }

  static String expectsNothing(String view) {
    return "expects nothing (expected: a value of at least one feature of " + view + ")";
  }
}
