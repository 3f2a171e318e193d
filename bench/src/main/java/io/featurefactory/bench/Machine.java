package io.featurefactory.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The facts without which a measurement says nothing. */
final class Machine {
  private static final Pattern SPARK = Pattern.compile("spark-sql_[0-9.]+-([0-9.]+)\\.jar");

  private Machine() {}

  /**
   * Names and values, in the order in which they are shown.
   *
   * @param commit of the product that is measured
   */
  static Map<String, String> facts(String commit) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
    facts.put("memory", memory());
    facts.put("cpu", first("/proc/cpuinfo", "model name"));
    facts.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    facts.put(
        "jdk", System.getProperty("java.vm.version") + ", " + System.getProperty("java.vendor"));
    facts.put("duckdb", DuckDb.version());
    facts.put("spark", sparkVersion());
    facts.put("commit", commit);
    return facts;
  }

  /** True if Spark is on the class path: the bench was built in the profile spark-bench. */
  static boolean hasSpark() {
    return SPARK.matcher(System.getProperty("java.class.path", "")).find();
  }

  private static String sparkVersion() {
    Matcher jar = SPARK.matcher(System.getProperty("java.class.path", ""));
    return jar.find() ? jar.group(1) : "none";
  }

  private static String memory() {
    String digits = first("/proc/meminfo", "MemTotal").replaceAll("\\D", "");
    return digits.isEmpty() ? "unknown" : Numbers.gigabytes(Long.parseLong(digits) << 10);
  }

  /** The value of the first line {@code name : value}. */
  private static String first(String file, String name) {
    try {
      for (String line : Files.readAllLines(Path.of(file))) {
        if (line.startsWith(name)) {
          return line.substring(line.indexOf(':') + 1).strip();
        }
      }
    } catch (IOException e) {
      return "unknown";
    }
    return "unknown";
  }
}
