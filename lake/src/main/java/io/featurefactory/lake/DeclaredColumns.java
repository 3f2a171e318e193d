package io.featurefactory.lake;

import io.featurefactory.model.DataType;
import io.featurefactory.model.Source;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The stored columns that the sources of a table declare, their paths put together to nested types:
 * {@code ads.ad_id} under {@code unnest: ads} makes {@code ads} an array of structs.
 */
final class DeclaredColumns {
  private static final String LANDED_AT = "landed_at";

  private final String table;
  private final List<Source> sources;
  private final Map<String, Node> columns = new LinkedHashMap<>();
  private final Set<String> eventTimes = new LinkedHashSet<>();
  private String landedAt = LANDED_AT;
  private String eventTimeSource = "";

  /** A column or a field: either a value or a struct. */
  private static final class Node {
    private final Map<String, Node> children = new LinkedHashMap<>();
    private @Nullable DataType type;
    private boolean repeated;
  }

  DeclaredColumns(String table, List<Source> sources) {
    this.table = table;
    this.sources = List.copyOf(sources);
    for (Source source : sources) {
      if (!(source.location() instanceof Source.LakeTable location)
          || !location.table().equals(table)) {
        throw ImportErrors.wrongTable(source.name(), table);
      }
      add(source);
    }
  }

  /** The columns of one source, wherever it is. */
  DeclaredColumns(Source source) {
    this.table = source.name();
    this.sources = List.of(source);
    add(source);
  }

  /** Whose columns these are. */
  List<Source> sources() {
    return sources;
  }

  /** Columns that have to be in the table, in the order of the definitions. */
  Set<String> names() {
    return columns.keySet();
  }

  /** The column by whose day the table is divided; null if the sources do not agree on one. */
  @Nullable String eventTime() {
    return eventTimes.size() == 1 ? eventTimes.iterator().next() : null;
  }

  /** Which source declares the event time, for messages. */
  String eventTimeSource() {
    return eventTimeSource;
  }

  /** The column that says when a row landed. */
  String landedAt() {
    return landedAt;
  }

  /**
   * The type of a column.
   *
   * @param known from the table or the file; null if unknown
   */
  DataType merge(String column, @Nullable DataType known) {
    Node node = columns.get(column);
    if (node != null) {
      return merge(node, known);
    }
    if (column.equals(landedAt)) {
      return DataType.Primitive.TIMESTAMP;
    }
    return known == null ? DataType.Primitive.VARCHAR : known;
  }

  private void add(Source source) {
    for (Source.Column column : source.columns()) {
      if (column.expr() != null) {
        continue;
      }
      put(column, source.unnest());
      if (column.name().equals(source.eventTime()) && !column.path().contains(".")) {
        eventTimes.add(column.path());
        eventTimeSource = source.name();
      }
      if (column.name().equals(source.landedAt())) {
        landedAt = column.path();
      }
    }
  }

  private void put(Source.Column column, @Nullable String unnest) {
    Map<String, Node> level = columns;
    StringBuilder path = new StringBuilder();
    List<String> steps = List.of(column.path().split("\\."));
    for (int i = 0; i < steps.size(); i++) {
      path.append(i == 0 ? "" : ".").append(steps.get(i));
      Node node = level.computeIfAbsent(steps.get(i), k -> new Node());
      node.repeated |= path.toString().equals(unnest);
      if (i == steps.size() - 1) {
        setType(node, column);
      } else if (node.type != null) {
        throw ImportErrors.conflictingPaths(table, path.toString());
      }
      level = node.children;
    }
  }

  private void setType(Node node, Source.Column column) {
    if (!node.children.isEmpty()) {
      throw ImportErrors.conflictingPaths(table, column.path());
    }
    if (node.type != null && !node.type.equals(column.type())) {
      throw ImportErrors.conflictingTypes(
          table, column.path(), node.type.displayName(), column.type().displayName());
    }
    node.type = column.type();
  }

  private static DataType merge(Node node, @Nullable DataType known) {
    DataType element = known;
    if (node.repeated && known instanceof DataType.Array array) {
      element = array.element();
    }
    DataType type = node.type == null ? mergeStruct(node, element) : node.type;
    return node.repeated ? new DataType.Array(type) : type;
  }

  private static DataType mergeStruct(Node node, @Nullable DataType known) {
    List<DataType.Field> fields = new ArrayList<>();
    Set<String> seen = new LinkedHashSet<>();
    if (known instanceof DataType.Struct struct) {
      for (DataType.Field field : struct.fields()) {
        Node child = node.children.get(field.name());
        seen.add(field.name());
        fields.add(
            child == null ? field : new DataType.Field(field.name(), merge(child, field.type())));
      }
    }
    node.children.forEach(
        (name, child) -> {
          if (seen.add(name)) {
            fields.add(new DataType.Field(name, merge(child, null)));
          }
        });
    return new DataType.Struct(fields);
  }
}
