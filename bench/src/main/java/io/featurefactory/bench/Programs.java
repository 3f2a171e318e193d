package io.featurefactory.bench;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.duckdb.DuckDBDriver;

/** The processes that Feature Factory is compared with. */
final class Programs {
  /** What Spark needs of JDK 17, as its own launcher gives it. */
  private static final List<String> SPARK_OPENS =
      List.of(
          "java.base/java.lang",
          "java.base/java.lang.invoke",
          "java.base/java.lang.reflect",
          "java.base/java.io",
          "java.base/java.net",
          "java.base/java.nio",
          "java.base/java.util",
          "java.base/java.util.concurrent",
          "java.base/java.util.concurrent.atomic",
          "java.base/jdk.internal.ref",
          "java.base/sun.nio.ch",
          "java.base/sun.nio.cs",
          "java.base/sun.security.action",
          "java.base/sun.util.calendar",
          "java.security.jgss/sun.security.krb5");

  private static final List<String> SERVE_OPTIONS =
      List.of("-Dio.netty.allocator.type=pooled", "-Dio.netty.leakDetection.level=disabled");

  private Programs() {}

  /**
   * Hand-written SQL: one script on DuckDB, with nothing else on its class path. The driver is that
   * of {@code ff}, whose library is unpacked already.
   *
   * @param launcher the script {@code ff}
   * @param script a resource of {@code /hand}
   * @param values for each {@code ${name}} in the script
   */
  static Launch handSql(String name, String script, Map<String, Object> values, Path launcher) {
    Path driver = placeOf(DuckDBDriver.class).getFileName();
    Path jars = launcher.resolveSibling("cli/target/app/lib");
    List<String> command =
        new ArrayList<>(
            List.of(
                java(),
                "-cp",
                placeOf(HandSql.class) + ":" + jars.resolve(driver),
                HandSql.class.getName(),
                script));
    values.forEach((key, value) -> command.add(key + "=" + value));
    return new Launch(name, command, Path.of("").toAbsolutePath(), Map.of());
  }

  /** What a team writes for Spark. */
  enum SparkProgram {
    /** A query in two steps for every boundary, one after the other: sums of a day, then ratios. */
    DAYS_AND_RATIO("SparkCtr", "ctr_day_by_days.sql"),
    /** The shortest query for every boundary, one after the other. */
    A_QUERY_A_DAY("SparkCtr", "ctr_day.sql"),
    /** One query with tiles and a window. */
    TILES_AND_WINDOW("SparkHistory", "ctr_history.sql");

    private final String main;
    private final String query;

    SparkProgram(String main, String query) {
      this.main = main;
      this.query = query;
    }
  }

  /**
   * A program on Spark, for the boundaries from the first to the last, in one process.
   *
   * @param last before the first for the start of a session and nothing else
   */
  static Launch spark(
      String name, SparkProgram program, Path lake, LocalDate first, LocalDate last, Path folder) {
    return spark(
        name,
        program.main,
        List.of(
            lake.toString(),
            first.toString(),
            last.toString(),
            folder.toString(),
            "/spark/" + program.query));
  }

  /**
   * A training set by Spark's SQL.
   *
   * @param query a resource of {@code /spark}; empty for the start of a session and nothing else
   */
  static Launch sparkAsOf(String name, String query, Path spine, Path log, Path folder) {
    return spark(
        name, "SparkAsOf", List.of(spine.toString(), log.toString(), query, folder.toString()));
  }

  private static Launch spark(String name, String main, List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(java()));
    SPARK_OPENS.forEach(opened -> command.add("--add-opens=" + opened + "=ALL-UNNAMED"));
    command.addAll(
        List.of(
            "-Djdk.reflect.useDirectMethodHandle=false",
            "-Dio.netty.tryReflectionSetAccessible=true",
            "-cp",
            System.getProperty("java.class.path"),
            "io.featurefactory.bench.spark." + main));
    command.addAll(arguments);
    return new Launch(name, command, Path.of("").toAbsolutePath(), Map.of());
  }

  /** A class of the bench, on its own class path. */
  static Launch java(String name, Class<?> program, List<String> arguments) {
    return java(name, List.of(), program, arguments);
  }

  /** The same with as much memory as a driver has. */
  static Launch driver(String name, Class<?> program, List<String> arguments) {
    return java(name, List.of("-Xmx4g"), program, arguments);
  }

  /** The same with the options that the launcher gives to {@code ff serve}. */
  static Launch server(String name, Class<?> program, List<String> arguments) {
    return java(name, SERVE_OPTIONS, program, arguments);
  }

  private static Launch java(
      String name, List<String> options, Class<?> program, List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(java(), "-Xmx256m"));
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
    command.addAll(arguments);
    return new Launch(name, command, Path.of("").toAbsolutePath(), Map.of());
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private static Path placeOf(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw BenchErrors.cannot("find the jar of " + type.getName(), e);
    }
  }
}
