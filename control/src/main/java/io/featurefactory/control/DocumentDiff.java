package io.featurefactory.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.featurefactory.model.Definition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The differences between two documents, as a person would say them. Elements of a list that have
 * names are compared by name; other lists as a whole.
 */
final class DocumentDiff {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<FieldChange> changes = new ArrayList<>();

  private DocumentDiff() {}

  /** In the order of the fields of {@code before}, then what was added. */
  static List<FieldChange> between(Definition before, Definition after) {
    DocumentDiff diff = new DocumentDiff();
    diff.compare("", parse(before), parse(after));
    return List.copyOf(diff.changes);
  }

  private static JsonNode parse(Definition definition) {
    try {
      return JSON.readTree(definition.document());
    } catch (JsonProcessingException e) {
      throw ControlErrors.unreadableDocument(definition.id(), e);
    }
  }

  private void compare(String path, @Nullable JsonNode before, @Nullable JsonNode after) {
    if (before == null || after == null) {
      add(path, before, after);
    } else if (before.isObject() && after.isObject()) {
      compareFields(fields(path, before), fields(path, after));
    } else if (named(before) && named(after)) {
      compareOrder(path, names(before), names(after));
      compareFields(elements(path, before), elements(path, after));
    } else if (!before.equals(after)) {
      add(path, before, after);
    }
  }

  private void compareFields(Map<String, JsonNode> before, Map<String, JsonNode> after) {
    Set<String> paths = new LinkedHashSet<>(before.keySet());
    paths.addAll(after.keySet());
    for (String path : paths) {
      compare(path, before.get(path), after.get(path));
    }
  }

  /** The order is told only where it differs among the elements that stayed. */
  private void compareOrder(String path, List<String> before, List<String> after) {
    List<String> stayedBefore = before.stream().filter(after::contains).toList();
    List<String> stayedAfter = after.stream().filter(before::contains).toList();
    if (!stayedBefore.equals(stayedAfter)) {
      changes.add(
          new FieldChange("order of " + path, String.join(", ", before), String.join(", ", after)));
    }
  }

  private void add(String path, @Nullable JsonNode before, @Nullable JsonNode after) {
    changes.add(
        new FieldChange(
            path,
            before == null ? null : before.toString(),
            after == null ? null : after.toString()));
  }

  private static Map<String, JsonNode> fields(String path, JsonNode object) {
    Map<String, JsonNode> fields = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      fields.put(path.isEmpty() ? field.getKey() : path + "." + field.getKey(), field.getValue());
    }
    return fields;
  }

  private static Map<String, JsonNode> elements(String path, JsonNode array) {
    Map<String, JsonNode> elements = new LinkedHashMap<>();
    for (JsonNode element : array) {
      elements.put(path + "[" + element.get("name").asText() + "]", element);
    }
    return elements;
  }

  private static List<String> names(JsonNode array) {
    List<String> names = new ArrayList<>();
    for (JsonNode element : array) {
      JsonNode name = element.get("name");
      if (name == null || !name.isTextual()) {
        return List.of();
      }
      names.add(name.asText());
    }
    return names;
  }

  /** True for an array whose elements all have names, each its own; also for an empty one. */
  private static boolean named(JsonNode node) {
    return node.isArray() && Set.copyOf(names(node)).size() == node.size();
  }
}
