package io.featurefactory.online.redis;

import java.util.List;

/**
 * How rows are named in hashes that people and other programs read ({@code
 * docs/spec/online-redis.md}). Of several templates a view takes the first whose names it knows.
 *
 * @param keys templates of a hash's key, such as {@code features:{key_name}:{key}}
 * @param fields templates of a value's field, such as {@code {feature}}
 */
public record HashLayout(List<String> keys, List<String> fields) {
  /** Where nothing else is said. */
  public static final String KEY = "features:{key_name}:{key}";

  /** Where nothing else is said. */
  public static final String FIELD = "{feature}";

  public HashLayout {
    keys = keys.isEmpty() ? List.of(KEY) : List.copyOf(keys);
    fields = fields.isEmpty() ? List.of(FIELD) : List.copyOf(fields);
    keys.forEach(HashTemplate::parse);
    fields.forEach(HashTemplate::parse);
  }
}
