package io.featurefactory.spark;

import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** Sessions of Spark SQL, on each of the versions that one jar runs on. */
final class Sessions {
  private Sessions() {}

  /**
   * The session of an application. What makes one has another type in Spark 4 than in Spark 3, so
   * it is called by name.
   */
  static SparkSession of(JavaSparkContext context) {
    try {
      Object builder = SparkSession.class.getMethod("builder").invoke(null);
      Class<?> type = builder.getClass();
      type.getMethod("config", SparkConf.class).invoke(builder, context.getConf());
      return (SparkSession) type.getMethod("getOrCreate").invoke(builder);
    } catch (ReflectiveOperationException e) {
      throw SparkErrors.noSession(e);
    }
  }
}
