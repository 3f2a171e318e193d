package io.featurefactory.online.redis;

import io.featurefactory.model.FactoryException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text with names in braces that stand for values. Different values never give the same text:
 * where something is to be told apart after a value, the character that follows it is written as
 * {@code %xx} inside of it. Immutable.
 */
final class HashTemplate {
  private static final Pattern NAME = Pattern.compile("\\{([A-Za-z_][A-Za-z0-9_]*)}");

  /** Texts and names by turns, a text first and last. */
  private final List<String> parts;

  private HashTemplate(List<String> parts) {
    this.parts = parts;
  }

  /**
   * The template of a text.
   *
   * @throws FactoryException USER if braces do not match or two names touch
   */
  static HashTemplate parse(String text) {
    List<String> parts = new ArrayList<>();
    Matcher names = NAME.matcher(text);
    int end = 0;
    while (names.find()) {
      parts.add(text.substring(end, names.start()));
      parts.add(names.group(1));
      end = names.end();
    }
    parts.add(text.substring(end));
    for (int i = 0; i < parts.size(); i += 2) {
      boolean inside = i > 0 && i < parts.size() - 1;
      if (parts.get(i).matches("(?s).*[{}\\n].*") || (inside && parts.get(i).isEmpty())) {
        throw RedisErrors.wrongTemplate(text);
      }
    }
    return new HashTemplate(List.copyOf(parts));
  }

  Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    for (int i = 1; i < parts.size(); i += 2) {
      names.add(parts.get(i));
    }
    return names;
  }

  /** With some names replaced by what is the same for all rows, as it is. */
  HashTemplate with(Map<String, String> constants) {
    List<String> rest = new ArrayList<>(List.of(parts.get(0)));
    for (int i = 1; i < parts.size(); i += 2) {
      String constant = constants.get(parts.get(i));
      if (constant == null) {
        rest.add(parts.get(i));
        rest.add(parts.get(i + 1));
      } else {
        rest.set(rest.size() - 1, rest.get(rest.size() - 1) + constant + parts.get(i + 1));
      }
    }
    return new HashTemplate(List.copyOf(rest));
  }

  /** With another name at the end, after a text. */
  HashTemplate and(String text, String name) {
    return parse(this + text + "{" + name + "}");
  }

  /** False if no values of names give the same text as another template with the same names. */
  boolean mayEqual(HashTemplate other) {
    if (parts.size() == 1) {
      return equals(other);
    }
    String start = parts.get(0);
    String otherStart = other.parts.get(0);
    String end = parts.get(parts.size() - 1);
    String otherEnd = other.parts.get(other.parts.size() - 1);
    return (start.startsWith(otherStart) || otherStart.startsWith(start))
        && (end.endsWith(otherEnd) || otherEnd.endsWith(end));
  }

  String text(Map<String, String> values) {
    StringBuilder text = new StringBuilder(parts.get(0));
    for (int i = 1; i < parts.size(); i += 2) {
      String value = values.getOrDefault(parts.get(i), "");
      String after = parts.get(i + 1);
      text.append(i + 2 < parts.size() ? escaped(value, after.charAt(0)) : value).append(after);
    }
    return text.toString();
  }

  private static String escaped(String value, char end) {
    return value
        .replace("%", "%25")
        .replace(String.valueOf(end), end == '%' ? "%25" : "%%%02x".formatted((int) end));
  }

  /** With a star for each name. */
  String pattern() {
    StringBuilder pattern = new StringBuilder(parts.get(0));
    for (int i = 1; i < parts.size(); i += 2) {
      pattern.append('*').append(parts.get(i + 1));
    }
    return pattern.toString();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HashTemplate that && parts.equals(that.parts);
  }

  @Override
  public int hashCode() {
    return parts.hashCode();
  }

  /** As it is parsed. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(parts.get(0));
    for (int i = 1; i < parts.size(); i += 2) {
      text.append('{').append(parts.get(i)).append('}').append(parts.get(i + 1));
    }
    return text.toString();
  }
}
