package io.featurefactory.spark;

import io.featurefactory.compute.KernelTask;
import io.featurefactory.compute.ScriptEngine;
import io.featurefactory.compute.TaskScheduler;
import io.featurefactory.lake.Kernel;
import java.io.Serializable;
import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;

/**
 * Runs each task as a task of Spark, in a kernel that its executor keeps.
 *
 * <p>Attempts may be lost, repeated and run twice, as Spark does; the result of one of them counts,
 * the files of the others belong to no table and are removed as orphans. A task that would fail
 * alike everywhere is not repeated. Safe for several threads: the tasks of all calls share the
 * executors.
 *
 * <p>Must be closed, which ends the application.
 */
public final class SparkScheduler implements TaskScheduler, ScriptEngine, AutoCloseable {
  private final JavaSparkContext context;
  private final ExecutorSettings executors;
  private final Kernel kernel;
  private @Nullable SparkScripts scripts;

  private SparkScheduler(JavaSparkContext context, ExecutorSettings executors, Kernel kernel) {
    this.context = context;
    this.kernel = kernel;
    this.executors = executors;
  }

  /**
   * Starts an application of Spark, by the settings that it was submitted with.
   *
   * @param kernel of this process; tasks that Spark runs in this process use it, and those
   *     elsewhere need one of its version
   */
  public static SparkScheduler start(Kernel kernel) {
    return start(new SparkConf(), kernel);
  }

  static SparkScheduler start(SparkConf conf, Kernel kernel) {
    conf.set(SparkScripts.GLOBAL_DATABASE, SparkScripts.LAKE);
    S3a.configure(conf, kernel.settings().storage());
    ExecutorSettings executors = ExecutorSettings.of(conf, kernel);
    ExecutorKernel.share(kernel);
    try {
      return new SparkScheduler(new JavaSparkContext(conf), executors, kernel);
    } catch (RuntimeException e) {
      throw SparkErrors.cannotStart(conf.get("spark.master", ""), e);
    }
  }

  @Override
  public Reach reach() {
    return context.isLocal() ? Reach.THIS_MACHINE : Reach.ANY_MACHINE;
  }

  @Override
  public Table pin(String name, Supplier<Table> newest) {
    return scripts().pin(name, newest);
  }

  @Override
  public void write(List<Table> tables, List<String> statements, List<String> keys, String folder) {
    scripts().write(tables, statements, keys, folder);
  }

  /** Made when the first sql view needs it: the classes of Spark SQL are many. */
  private synchronized SparkScripts scripts() {
    SparkScripts present = scripts;
    if (present == null) {
      present = new SparkScripts(Sessions.of(context));
      scripts = present;
    }
    return present;
  }

  @Override
  public <R extends Serializable> List<R> run(
      List<? extends KernelTask<R>> tasks, Runnable taskDone) {
    return tasks.isEmpty() ? List.of() : new SparkJob<R>(context, executors, tasks).run(taskDone);
  }

  @Override
  public void close() {
    context.close();
    ExecutorKernel.unshare(kernel);
  }
}
