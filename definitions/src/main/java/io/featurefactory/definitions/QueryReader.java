package io.featurefactory.definitions;

import io.featurefactory.definitions.expression.Placeholders;
import io.featurefactory.definitions.yaml.Faults;
import io.featurefactory.definitions.yaml.MappingReader;
import io.featurefactory.definitions.yaml.YamlScalar;
import io.featurefactory.model.Computation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what an sql view runs. */
final class QueryReader {
  private static final List<String> PLACEHOLDERS =
      List.of("window_start", "window_end", "boundary");
  private static final Map<String, Computation.Dialect> DIALECTS =
      Map.of("duckdb", Computation.Dialect.DUCKDB, "spark", Computation.Dialect.SPARK);

  private final MappingReader reader;
  private final Faults faults;

  QueryReader(MappingReader reader, Faults faults) {
    this.reader = reader;
    this.faults = faults;
  }

  /** The query; null after a fault. */
  Computation.@Nullable Query read(@Nullable Duration every) {
    YamlScalar sql = reader.scalar("sql", "a SELECT");
    Duration window = reader.positiveDuration("window");
    boolean faulty = window == null && reader.has("window");
    Computation.Dialect dialect = dialect();
    if (sql == null || dialect == null) {
      return null;
    }
    for (Placeholders.Use use : Placeholders.of(sql.text())) {
      if (!PLACEHOLDERS.contains(use.name())) {
        faulty = true;
        faults.add(
            sql.positionAt(use.offset()),
            DefinitionErrors.unknownPlaceholder(use.name(), PLACEHOLDERS));
      } else if (use.name().equals("window_start") && !reader.has("window")) {
        faulty = true;
        faults.add(sql.positionAt(use.offset()), DefinitionErrors.windowStartWithoutWindow());
      }
    }
    return faulty || every == null ? null : new Computation.Query(sql.text(), dialect, window);
  }

  private Computation.@Nullable Dialect dialect() {
    YamlScalar name = reader.scalar("dialect", "duckdb or spark");
    if (name == null) {
      return reader.has("dialect") ? null : Computation.Dialect.DUCKDB;
    }
    Computation.Dialect dialect = DIALECTS.get(name.text());
    if (dialect == null) {
      faults.add(
          name.position(), DefinitionErrors.unknown("dialect", name.text(), DIALECTS.keySet()));
    }
    return dialect;
  }
}
