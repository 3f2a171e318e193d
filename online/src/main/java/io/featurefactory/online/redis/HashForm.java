package io.featurefactory.online.redis;

import io.featurefactory.model.ViewId;
import io.featurefactory.online.KeyText;
import io.featurefactory.online.OnlineErrors;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Where the values of a view are in hashes: which key, which fields. Immutable. */
final class HashForm {
  private static final String FEATURE = "feature";
  private static final int ID_BYTES = 8;

  private final List<String> keys;
  private final List<String> features;
  private final HashTemplate key;
  private final HashTemplate field;
  private final List<HashTemplate> fields;

  private HashForm(List<String> keys, List<String> features, HashTemplate key, HashTemplate field) {
    this.keys = List.copyOf(keys);
    this.features = List.copyOf(features);
    this.key = key;
    this.field = field;
    this.fields = features.stream().map(f -> field.with(Map.of(FEATURE, f))).toList();
  }

  /**
   * The form of a view. Keys that no template names are appended to the field.
   *
   * @param store for messages
   */
  static HashForm of(
      String store,
      HashLayout layout,
      String project,
      ViewId view,
      List<String> keys,
      List<String> features) {
    Map<String, String> constants =
        Map.of(
            "project",
            project,
            "view",
            view.name(),
            "version",
            Integer.toString(view.version()),
            "key_name",
            keys.get(0));
    Set<String> known = new TreeSet<>(keys);
    known.addAll(List.of("project", "view", "version", "key_name", "key"));
    HashTemplate key = first(store, "key", layout.keys(), known, view).with(constants);
    known.add(FEATURE);
    HashTemplate field = first(store, "field", layout.fields(), known, view).with(constants);
    String firstKey = "{" + keys.get(0) + "}";
    key = HashTemplate.parse(key.toString().replace("{key}", firstKey));
    field = HashTemplate.parse(field.toString().replace("{key}", firstKey));
    for (String name : keys) {
      if (!key.names().contains(name) && !field.names().contains(name)) {
        field = field.and(":", name);
      }
    }
    if (!field.names().contains(FEATURE)) {
      throw RedisErrors.noFeatureInField(store, field.toString());
    }
    HashForm form = new HashForm(keys, features, key, field);
    form.requireDistinct(store);
    return form;
  }

  private static HashTemplate first(
      String store, String setting, List<String> templates, Set<String> known, ViewId view) {
    for (String template : templates) {
      HashTemplate parsed = HashTemplate.parse(template);
      if (known.containsAll(parsed.names())) {
        return parsed;
      }
    }
    throw RedisErrors.unknownInTemplate(store, setting, templates, view, known);
  }

  /** No value of a key may make the field of one feature look like that of another. */
  private void requireDistinct(String store) {
    for (int i = 0; i < fields.size(); i++) {
      for (int j = 0; j < i; j++) {
        if (fields.get(i).mayEqual(fields.get(j))) {
          throw RedisErrors.ambiguousFields(
              store, field.toString(), fields.get(j).pattern(), fields.get(i).pattern());
        }
      }
    }
  }

  /** The form that {@link #text} gave. */
  static HashForm parse(String text) {
    String[] lines = text.split("\n", -1);
    if (lines.length != 4) {
      throw OnlineErrors.damagedEntry("how a view is written as hashes");
    }
    return new HashForm(
        List.of(lines[0].split(",")),
        List.of(lines[1].split(",")),
        HashTemplate.parse(lines[2]),
        HashTemplate.parse(lines[3]));
  }

  String text() {
    return String.join(
        "\n", String.join(",", keys), String.join(",", features), key.toString(), field.toString());
  }

  /** Another for another form. */
  String id() {
    try {
      byte[] digest =
          MessageDigest.getInstance("MD5").digest(text().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, ID_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has MD5", e);
    }
  }

  int size() {
    return features.size();
  }

  /** A pattern of hash and field that both forms write; empty if there is none. */
  String overlap(HashForm other) {
    if (key.pattern().equals(other.key.pattern())) {
      for (HashTemplate mine : fields) {
        for (HashTemplate others : other.fields) {
          if (mine.pattern().equals(others.pattern())) {
            return key.pattern() + " " + mine.pattern();
          }
        }
      }
    }
    return "";
  }

  /** Where a row is. */
  Place place(byte[] keyBytes) {
    List<String> texts = KeyText.find(keyBytes);
    if (texts == null || texts.size() != keys.size()) {
      throw OnlineErrors.damagedEntry("the key of a row");
    }
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < keys.size(); i++) {
      values.put(keys.get(i), texts.get(i));
    }
    List<byte[]> names = new ArrayList<>(fields.size());
    fields.forEach(f -> names.add(RedisKeys.bytes(f.text(values))));
    return new Place(RedisKeys.bytes(key.text(values)), names);
  }

  /** The key of a hash, and the field of each feature in it. */
  static final class Place {
    private final byte[] hash;
    private final List<byte[]> fields;

    Place(byte[] hash, List<byte[]> fields) {
      this.hash = hash;
      this.fields = fields;
    }

    byte[] hash() {
      return hash;
    }

    List<byte[]> fields() {
      return fields;
    }
  }
}
