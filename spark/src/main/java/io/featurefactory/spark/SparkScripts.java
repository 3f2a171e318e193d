package io.featurefactory.spark;

import io.featurefactory.compute.ScriptEngine;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Runs sql views as Spark SQL. The tables of the lake are views of their files at one snapshot: a
 * temporary one of each session, and a global one, whose database is called {@code lake}.
 */
final class SparkScripts implements ScriptEngine {
  /** The database of global temporary views, a setting that is read when a session is made. */
  static final String GLOBAL_DATABASE = "spark.sql.globalTempDatabase";

  /** What that is called here. */
  static final String LAKE = "lake";

  private final SparkSession session;
  private final Map<String, Table> pinned = new HashMap<>();

  SparkScripts(SparkSession session) {
    this.session = session;
  }

  @Override
  public synchronized Table pin(String name, Supplier<Table> newest) {
    Table table = pinned.get(name);
    if (table == null) {
      table = newest.get();
      LakeRows.of(configured(), table).createOrReplaceGlobalTempView(shortName(table));
      pinned.put(name, table);
    }
    return table;
  }

  private static String shortName(Table table) {
    return table.name().substring(table.name().indexOf('.') + 1);
  }

  @Override
  public void write(List<Table> tables, List<String> statements, List<String> keys, String folder) {
    try {
      result(own(tables), statements).write().parquet(S3a.url(folder));
    } catch (Exception e) { // Scala throws checked ones that it does not declare
      String message = SparkErrors.message(e);
      if (DivisionByZero.isCause(message)) {
        throw SparkErrors.dividedByZero(findDivision(tables, statements, keys), e);
      }
      throw SparkErrors.ofScript(message, e);
    }
  }

  private String findDivision(List<Table> tables, List<String> statements, List<String> keys) {
    SparkSession strict = own(tables);
    SparkSession lenient = own(tables);
    lenient.conf().set("spark.sql.ansi.enabled", "false");
    return new DivisionByZero(result(strict, statements), result(lenient, statements), keys).find();
  }

  /** A session of its own, which sees the tables by their short names, too. */
  private SparkSession own(List<Table> tables) {
    SparkSession own = configured();
    for (Table table : tables) {
      LakeRows.of(own, table).createOrReplaceTempView(shortName(table));
    }
    return own;
  }

  private SparkSession configured() {
    SparkSession own = session.newSession();
    own.conf().set("spark.sql.session.timeZone", "UTC");
    own.conf().set("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS");
    own.conf().set("spark.sql.parquet.fieldId.read.enabled", "true");
    own.conf().set("spark.sql.parquet.fieldId.read.ignoreMissing", "true");
    return own;
  }

  private static Dataset<Row> result(SparkSession own, List<String> statements) {
    int last = statements.size() - 1;
    statements.subList(0, last).forEach(own::sql);
    // in parentheses nothing but a query can stand
    return own.sql("SELECT * FROM (" + statements.get(last) + "\n)");
  }
}
