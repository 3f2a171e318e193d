package io.featurefactory.definitions;

import io.featurefactory.definitions.expression.Columns;
import io.featurefactory.definitions.expression.ExpressionReader;
import io.featurefactory.definitions.expression.TypeNames;
import io.featurefactory.definitions.yaml.Faults;
import io.featurefactory.definitions.yaml.MappingReader;
import io.featurefactory.definitions.yaml.Position;
import io.featurefactory.definitions.yaml.YamlMapping;
import io.featurefactory.definitions.yaml.YamlNode;
import io.featurefactory.definitions.yaml.YamlScalar;
import io.featurefactory.model.DataType;
import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.EventStream;
import io.featurefactory.model.Expr;
import io.featurefactory.model.Source;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code kind: source}. */
final class SourceReader {
  private static final Pattern LAKE_TABLE = Pattern.compile("lake\\.([a-z][a-z0-9_]{0,62})");
  private static final String A_COLUMN = "the name of a column";

  private final YamlMapping written;
  private final MappingReader reader;
  private final Faults faults;
  private final Map<String, DataType> types = new LinkedHashMap<>();
  private final List<Source.Column> columns = new ArrayList<>();
  private boolean complete = true;

  private SourceReader(YamlMapping written, Faults faults) {
    this.written = written;
    this.reader = new MappingReader(written, faults);
    this.faults = faults;
  }

  /** The source of a document; null if not even its name can be read. */
  static @Nullable SourceDraft read(YamlMapping written, Faults faults) {
    return new SourceReader(written, faults).read();
  }

  /** Where the type of each column is written; of a computed one that has none, the whole. */
  static Map<String, Position> columnPositions(YamlMapping source) {
    Map<String, Position> positions = new LinkedHashMap<>();
    if (source.find("columns") instanceof YamlMapping columns) {
      for (YamlMapping.Entry entry : columns.entries()) {
        YamlNode type = entry.value() instanceof YamlMapping full ? full.find("type") : null;
        YamlNode written = type == null ? entry.value() : type;
        positions.put(entry.key().text(), written.position());
      }
    }
    return positions;
  }

  private @Nullable SourceDraft read() {
    int before = faults.count();
    reader.find("kind");
    YamlScalar name = reader.requiredScalar("name", "a name such as clickstream");
    reader.textOrEmpty("description");
    reader.textOrEmpty("owner");
    reader.texts("tags", "a list of texts");
    Source.Location location = location();
    readColumns();
    String eventTime = timeColumn("event_time", true);
    String landedAt = timeColumn("landed_at", false);
    String availableAt = timeColumn("available_at", false);
    String eventId = eventId();
    EventStream stream = stream(location);
    YamlScalar unnest = reader.scalar("unnest", "the name of an array column of the table or file");
    reader.refuseOthers();
    if (name == null || !Names.isDefinition(name, "name", faults)) {
      return null;
    }
    Columns known = new Columns("column", types, complete);
    boolean faulty = faults.count() > before;
    Source source =
        faulty || location == null || eventTime == null
            ? null
            : new Source(
                name.text(),
                location,
                eventTime,
                eventId,
                landedAt,
                availableAt,
                unnest == null ? null : unnest.text(),
                columns);
    return new SourceDraft(name.text(), written, known, source, stream);
  }

  private @Nullable EventStream stream(Source.@Nullable Location location) {
    YamlMapping mapping = reader.mapping(StreamReader.KEY, StreamReader.EXAMPLE);
    if (mapping == null || location == null) {
      return null;
    }
    if (location instanceof Source.LakeTable table) {
      return new StreamReader(mapping, faults).read(table.table());
    }
    faults.add(
        mapping.position(),
        DefinitionErrors.unexpected(
            StreamReader.KEY, "with files", "with table: lake.<name>, which it fills"));
    return null;
  }

  private Source.@Nullable Location location() {
    YamlScalar table = reader.scalar("table", "a table such as lake.clickstream");
    YamlScalar files = reader.scalar("files", "a pattern such as data/*.parquet");
    if (reader.has("table") && reader.has("files")) {
      faults.add(reader.positionOf("files"), DefinitionErrors.both("table", "files"));
      return null;
    }
    if (files != null) {
      return new Source.Files(files.text());
    }
    if (table == null) {
      if (!reader.has("table") && !reader.has("files")) {
        faults.add(
            reader.position(),
            DefinitionErrors.missing(
                "table", "table: lake.<name>, or files with a pattern of files in place"));
      }
      return null;
    }
    var matcher = LAKE_TABLE.matcher(table.text());
    if (!matcher.matches()) {
      faults.add(table.position(), DefinitionErrors.notALakeTable(table.text()));
      return null;
    }
    return new Source.LakeTable(matcher.group(1));
  }

  private void readColumns() {
    YamlMapping mapping = reader.mapping("columns", "names with types, such as ad_id: string");
    if (mapping == null) {
      complete = false;
      if (!reader.has("columns")) {
        faults.add(
            reader.position(),
            DefinitionErrors.missing("columns", "names with types, such as ad_id: string"));
      }
      return;
    }
    Names names = new Names(faults);
    for (YamlMapping.Entry entry : mapping.entries()) {
      YamlScalar name = entry.key();
      Source.Column column = null;
      if (Names.isColumn(name, "column", faults)
          && names.take(name.text(), "column", name.position())) {
        column = column(name.text(), entry.value());
      }
      if (column == null) {
        complete = false;
      } else {
        columns.add(column);
        types.put(column.name(), column.type());
      }
    }
  }

  private Source.@Nullable Column column(String name, YamlNode value) {
    if (value instanceof YamlScalar scalar) {
      DataType type = type(scalar);
      return type == null ? null : new Source.Column(name, type, name, null);
    }
    if (!(value instanceof YamlMapping mapping)) {
      String expectation = "a type such as string, or {type, path} or {type, expr}";
      faults.add(
          value.position(), DefinitionErrors.unexpected(name, value.describe(), expectation));
      return null;
    }
    MappingReader column = new MappingReader(mapping, faults);
    YamlScalar typeText = column.scalar("type", "a type such as string or decimal(12,2)");
    YamlScalar path = column.scalar("path", "a path such as user.id");
    YamlScalar exprText = column.scalar("expr", "an expression over the columns before");
    column.textOrEmpty("description");
    column.refuseOthers();
    DataType type = typeText == null ? null : type(typeText);
    if (exprText != null) {
      return computed(name, path, exprText, typeText == null, type);
    }
    if (typeText == null && !column.has("type")) {
      faults.add(column.position(), DefinitionErrors.missing("type", "a type such as string"));
    }
    return type == null
        ? null
        : new Source.Column(name, type, path == null ? name : path.text(), null);
  }

  private Source.@Nullable Column computed(
      String name,
      @Nullable YamlScalar path,
      YamlScalar exprText,
      boolean inferred,
      @Nullable DataType declared) {
    if (path != null) {
      faults.add(path.position(), DefinitionErrors.pathWithExpr());
    }
    Expr expr = ExpressionReader.value(exprText, new Columns("column", types, complete), faults);
    if (expr == null || (declared == null && !inferred)) {
      return null;
    }
    Expr typed = declared == null ? expr : ExpressionReader.widened(expr, declared);
    if (typed == null) {
      faults.add(
          exprText.position(),
          DefinitionErrors.exprOfOtherType(
              expr.type(), java.util.Objects.requireNonNull(declared)));
      return null;
    }
    return new Source.Column(name, typed.type(), name, typed);
  }

  private @Nullable DataType type(YamlScalar text) {
    DataType type = TypeNames.find(text.text());
    if (type == null) {
      faults.add(text.position(), TypeNames.unknown(text.text()));
    }
    return type;
  }

  private @Nullable String timeColumn(String key, boolean required) {
    YamlScalar name =
        required
            ? reader.requiredScalar(key, "the column that says when an event happened")
            : reader.scalar(key, A_COLUMN);
    DataType type = name == null ? null : columnType(name);
    if (name == null || type == null) {
      return null;
    }
    if (type != Primitive.TIMESTAMP) {
      faults.add(
          name.position(), DefinitionErrors.wrongColumnType(key, name.text(), type, "a timestamp"));
    }
    return name.text();
  }

  private @Nullable String eventId() {
    YamlScalar name = reader.scalar("event_id", A_COLUMN);
    DataType type = name == null ? null : columnType(name);
    if (name == null || type == null) {
      return null;
    }
    if (type instanceof DataType.Array || type == Primitive.DOUBLE) {
      faults.add(
          name.position(),
          DefinitionErrors.wrongColumnType("event_id", name.text(), type, "a string or bigint"));
    }
    return name.text();
  }

  private @Nullable DataType columnType(YamlScalar name) {
    DataType type = types.get(name.text());
    if (type == null && complete) {
      faults.add(name.position(), DefinitionErrors.unknown("column", name.text(), types.keySet()));
    }
    return type;
  }
}
