package io.featurefactory.lake;

import io.featurefactory.model.Source;
import io.featurefactory.model.Suggestions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the sources of a table miss in a file, and what the file has that no source reads.
 *
 * <p>Where several sources read a table, files may be made for one of them: the one that misses the
 * least counts.
 */
final class FileFit {
  private final List<Source> sources;
  private final DeclaredColumns declared;
  private final ImportOptions options;

  FileFit(DeclaredColumns declared, ImportOptions options) {
    this.sources = declared.sources();
    this.declared = declared;
    this.options = options;
  }

  /**
   * A stored column of a source that a file lacks.
   *
   * @param role why there is no event without it; null if it may be missing
   */
  private record Missing(String path, Source source, @Nullable String role) {}

  /**
   * Checks a file.
   *
   * @param columns of the file
   * @param table before the file; null if it is not there yet
   * @return what the user should know of an import that goes on, each without the file's name
   */
  List<String> check(ImportFile file, Map<String, FileType> columns, @Nullable LakeTable table) {
    List<Missing> missing = leastMissing(columns);
    for (Missing one : missing) {
      if (one.role() != null) {
        throw ImportErrors.missingKey(
            file.path(), one.path(), one.role(), columns.keySet(), near(one.path(), columns));
      }
    }
    List<String> remarks = new ArrayList<>();
    for (Missing one : missing) {
      remarks.add(ImportErrors.lacks(one.path(), one.source().name(), near(one.path(), columns)));
    }
    List<String> added =
        sources.isEmpty()
            ? List.of()
            : columns.keySet().stream().filter(name -> isNew(name, table)).toList();
    if (!added.isEmpty()) {
      remarks.add(ImportErrors.adds(added));
    }
    return remarks;
  }

  private boolean isNew(String column, @Nullable LakeTable table) {
    return !declared.names().contains(column)
        && !column.equals(declared.landedAt())
        && (table == null || table.findColumn(column) == null);
  }

  private List<Missing> leastMissing(Map<String, FileType> columns) {
    return sources.stream()
        .map(source -> missing(source, columns))
        .min(
            Comparator.comparingLong((List<Missing> m) -> required(m)).thenComparingInt(List::size))
        .orElse(List.of());
  }

  private static long required(List<Missing> missing) {
    return missing.stream().filter(m -> m.role() != null).count();
  }

  private List<Missing> missing(Source source, Map<String, FileType> columns) {
    List<Missing> missing = new ArrayList<>();
    for (Source.Column column : source.columns()) {
      boolean stored = column.expr() == null && !column.path().equals(declared.landedAt());
      if (stored && !options.set().containsKey(column.path()) && !has(columns, column.path())) {
        missing.add(new Missing(column.path(), source, role(source, column.name())));
      }
    }
    return missing;
  }

  private @Nullable String role(Source source, String column) {
    if (column.equals(source.eventTime())) {
      return "the event time of source " + source.name();
    }
    return column.equals(source.eventId())
        ? "the event id of source " + source.name()
        : options.keys().getOrDefault(source.name(), Map.of()).get(column);
  }

  /** True if the path leads to a value, or to something of which the fields are not known. */
  private static boolean has(Map<String, FileType> columns, String path) {
    List<String> steps = List.of(path.split("\\."));
    FileType type = columns.get(steps.get(0));
    for (String step : steps.subList(1, steps.size())) {
      if (type == null) {
        return false;
      }
      FileType inner = type.name().equals(FileType.LIST) ? type.fields().get(0).type() : type;
      if (inner.fields().isEmpty()) {
        return true;
      }
      type =
          inner.fields().stream()
              .filter(field -> field.name().equals(step))
              .findFirst()
              .map(FileType.Field::type)
              .orElse(null);
    }
    return type != null;
  }

  /** The column of the file that is read by nobody and may be meant. */
  private String near(String path, Map<String, FileType> columns) {
    Set<String> known = declared.names();
    List<String> unread = columns.keySet().stream().filter(c -> !known.contains(c)).toList();
    return unread.stream()
        .filter(column -> bare(column).equals(bare(path)))
        .findFirst()
        .map(column -> Suggestions.of(column, List.of(column)))
        .orElseGet(() -> Suggestions.of(path, unread));
  }

  private static String bare(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
  }
}
