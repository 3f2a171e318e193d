package io.featurefactory.model;

import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The JDBC URL of a catalog or a registry: a file of SQLite, or a database of PostgreSQL. Either
 * may go on with options of its driver.
 */
public record DatabaseUrl(String text) {
  /** What a URL should be. */
  public static final String EXPECTATION =
      "jdbc:sqlite:FILE, or jdbc:postgresql://HOST/DATABASE?user=NAME&password=${VARIABLE}";

  /**
   * Of connections to a server, as its driver takes them, in seconds: a network that swallows
   * packets must not hold a command for ever.
   */
  public static final Map<String, String> LIMITS =
      Map.of("connectTimeout", "10", "loginTimeout", "10", "socketTimeout", "30");

  private static final String SQLITE = "jdbc:sqlite:";
  private static final String POSTGRES = "jdbc:postgresql:";

  /** Hosts, of which the driver takes several, and a database. */
  private static final Pattern SERVER =
      Pattern.compile("jdbc:(postgresql://[^/@?]+/[^/?]+)(\\?.*)?");

  /** True of a file, whether it is there or not. */
  public boolean isFile() {
    return text.startsWith(SQLITE) && text.length() > SQLITE.length();
  }

  /** True of a database on a server, whose connections may break; also if it is written wrongly. */
  public boolean isOnServer() {
    return text.startsWith(POSTGRES);
  }

  /** True if it has the form of one of the two. */
  public boolean isValid() {
    return isFile() || SERVER.matcher(text).matches();
  }

  /** The path of the file, as it is written. */
  public Path file() {
    return Path.of(text.substring(SQLITE.length()).replaceFirst("[?].*", ""));
  }

  /** The options of a file's URL, without the question mark; empty for none. */
  public String options() {
    int query = text.indexOf('?');
    return query < 0 ? "" : text.substring(query + 1);
  }

  /** The same with the file in a folder, unless its path is absolute. */
  public DatabaseUrl in(Path folder) {
    return isFile()
        ? new DatabaseUrl(SQLITE + folder.resolve(text.substring(SQLITE.length())).normalize())
        : this;
  }

  /** For messages: without user and password. */
  public String place() {
    Matcher server = SERVER.matcher(text);
    if (server.matches()) {
      return server.group(1);
    }
    return isOnServer() ? text.replaceFirst("[?].*", "").replaceFirst("//.*@", "//") : text;
  }
}
