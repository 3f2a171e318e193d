package io.featurefactory.cli.generate;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.lang.model.SourceVersion;

/** Names of Java for names of definitions; each is given once. */
final class JavaNames {
  /** Of every object, without parameters. */
  private static final List<String> METHODS =
      List.of(
          "hashCode", "toString", "getClass", "notify", "notifyAll", "wait", "clone", "finalize");

  private final Set<String> given = new HashSet<>(METHODS);

  /** Names of methods beside some that are taken. */
  JavaNames(String... taken) {
    given.addAll(List.of(taken));
  }

  /** {@code ctr_7d} is {@code ctr7d}; the next one of that name has a number at its end. */
  String member(String name) {
    String camel = camel(name);
    String plain = SourceVersion.isKeyword(camel) ? camel + "_" : camel;
    String free = plain;
    for (int number = 2; !given.add(free); number++) {
      free = plain + "_" + number;
    }
    return free;
  }

  /** {@code search_ranking} is {@code SearchRanking}. */
  static String type(String name) {
    String camel = camel(name);
    return camel.substring(0, 1).toUpperCase(Locale.ROOT) + camel.substring(1);
  }

  private static String camel(String name) {
    StringBuilder camel = new StringBuilder();
    boolean upper = false;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (!Character.isLetterOrDigit(c)) {
        upper = camel.length() > 0;
      } else {
        camel.append(upper ? Character.toUpperCase(c) : c);
        upper = false;
      }
    }
    boolean starts = camel.length() > 0 && Character.isJavaIdentifierStart(camel.charAt(0));
    return starts ? camel.toString() : "_" + camel;
  }
}
