package io.featurefactory.definitions.yaml;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes the values out of a mapping. What is missing or of another shape is remembered as a fault
 * and read as null; in the end {@link #refuseOthers} faults the keys that nobody asked for.
 */
public final class MappingReader {
  private static final String DURATION = "a duration such as 30s, 15m, 1h, 1d or 1w";

  private final YamlMapping mapping;
  private final Faults faults;
  private final Set<String> known = new LinkedHashSet<>();

  public MappingReader(YamlMapping mapping, Faults faults) {
    this.mapping = mapping;
    this.faults = faults;
  }

  /** Where the mapping starts. */
  public Position position() {
    return mapping.position();
  }

  /** Where the value of a key is; the mapping's start if there is none. */
  public Position positionOf(String key) {
    YamlNode value = mapping.find(key);
    return value == null ? mapping.position() : value.position();
  }

  /** The value of a key; null if there is none. */
  public @Nullable YamlNode find(String key) {
    known.add(key);
    return mapping.find(key);
  }

  /** True if the key is there, whatever its value. */
  public boolean has(String key) {
    return find(key) != null;
  }

  /** A fault at the value of a key, in the form {@code every: 0s (expected: ...)}. */
  public void unexpected(String key, YamlNode value, String expectation) {
    faults.add(value.position(), YamlErrors.unexpected(key, value.describe(), expectation));
  }

  /** A single value; null if the key is absent. */
  public @Nullable YamlScalar scalar(String key, String expectation) {
    YamlNode value = find(key);
    if (value == null) {
      return null;
    }
    if (value instanceof YamlScalar scalar && !scalar.isNull()) {
      return scalar;
    }
    unexpected(key, value, expectation);
    return null;
  }

  /** A single value that must be there. */
  public @Nullable YamlScalar requiredScalar(String key, String expectation) {
    if (!has(key)) {
      faults.add(mapping.position(), YamlErrors.missing(key, expectation));
      return null;
    }
    return scalar(key, expectation);
  }

  /** The text of a single value; the empty text if the key is absent. */
  public String textOrEmpty(String key) {
    YamlScalar scalar = scalar(key, "a text");
    return scalar == null ? "" : scalar.text();
  }

  /** A whole number of at least 1; null if the key is absent. */
  public @Nullable Integer positiveInteger(String key) {
    YamlScalar scalar = scalar(key, "a whole number of at least 1");
    if (scalar == null) {
      return null;
    }
    if (!scalar.text().matches("0*[1-9][0-9]{0,8}")) {
      unexpected(key, scalar, "a whole number of at least 1");
      return null;
    }
    return Integer.valueOf(scalar.text());
  }

  /** A duration of at least zero; null if the key is absent. */
  public @Nullable Duration duration(String key) {
    return duration(key, Duration.ZERO, DURATION);
  }

  /** A duration above zero; null if the key is absent. */
  public @Nullable Duration positiveDuration(String key) {
    return duration(key, Duration.ofNanos(1), "a positive duration such as 30s, 15m, 1h or 1d");
  }

  /** How long to wait for something: also {@code 50ms}; null if the key is absent. */
  public @Nullable Duration timeout(String key) {
    if (find(key) instanceof YamlScalar scalar && scalar.text().matches("[1-9][0-9]{0,8}ms")) {
      return Duration.ofMillis(Long.parseLong(scalar.text().replace("ms", "")));
    }
    return duration(key, Duration.ofNanos(1), "a positive duration such as 50ms, 2s or 1m");
  }

  private @Nullable Duration duration(String key, Duration least, String expectation) {
    YamlScalar scalar = scalar(key, expectation);
    if (scalar == null) {
      return null;
    }
    Duration duration = DurationText.find(scalar.text());
    if (duration == null || duration.compareTo(least) < 0) {
      unexpected(key, scalar, DurationText.expectation(scalar.text(), expectation));
      return null;
    }
    return duration;
  }

  /** The items of a list; empty if the key is absent. */
  public List<YamlNode> items(String key, String expectation) {
    YamlNode value = find(key);
    if (value == null) {
      return List.of();
    }
    if (value instanceof YamlSequence sequence) {
      return sequence.items();
    }
    unexpected(key, value, expectation);
    return List.of();
  }

  /** The items of a list of texts; empty if the key is absent. */
  public List<YamlScalar> texts(String key, String expectation) {
    List<YamlScalar> texts = new ArrayList<>();
    for (YamlNode item : items(key, expectation)) {
      if (item instanceof YamlScalar scalar && !scalar.isNull()) {
        texts.add(scalar);
      } else {
        unexpected(key, item, expectation);
      }
    }
    return texts;
  }

  /** A mapping; null if the key is absent. */
  public @Nullable YamlMapping mapping(String key, String expectation) {
    YamlNode value = find(key);
    if (value == null || value instanceof YamlMapping) {
      return (YamlMapping) value;
    }
    unexpected(key, value, expectation);
    return null;
  }

  /** Faults all keys that were not asked for. */
  public void refuseOthers() {
    for (YamlMapping.Entry entry : mapping.entries()) {
      String key = entry.key().text();
      if (!known.contains(key)) {
        faults.add(
            entry.key().position(),
            YamlErrors.unknownKey(key, Suggestion.of(key, known, Integer.MAX_VALUE)));
      }
    }
  }
}
