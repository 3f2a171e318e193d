package io.featurefactory.compute;

import io.featurefactory.lake.SourceInputs;
import io.featurefactory.lake.TableId;
import io.featurefactory.model.Computation;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.Source;
import io.featurefactory.model.ViewTables;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Computes boundaries of one view and enters what changed into its feature log.
 *
 * <p>Each step is one commit that carries the lease and the number of the run, so that it can be
 * repeated after any failure. For one thread; the lease keeps other processes out.
 */
public sealed interface FeatureEngine permits ViewEngine, QueryEngine {

  /** The engine for the kind of view, without sql views in the dialect of Spark. */
  static FeatureEngine of(
      SourceInputs inputs,
      TaskScheduler scheduler,
      FeatureView view,
      Map<String, Source> sources,
      ViewTables names,
      Holder holder) {
    return of(inputs, scheduler, null, view, sources, names, holder);
  }

  /**
   * The engine for the kind of view. Makes the view's tables where they are missing.
   *
   * @param scripts runs sql views in the dialect of Spark; null where there is no Spark
   */
  static FeatureEngine of(
      SourceInputs inputs,
      TaskScheduler scheduler,
      @Nullable ScriptEngine scripts,
      FeatureView view,
      Map<String, Source> sources,
      ViewTables names,
      Holder holder) {
    if (view.computation() instanceof Computation.Query) {
      return new QueryEngine(inputs, scheduler, scripts, view, names, holder);
    }
    return new ViewEngine(inputs, scheduler, view, sources, names, holder);
  }

  /** How far the log has come; null for a log without any boundary. */
  @Nullable LogHead head();

  /** How far the log had come when the run was the newest; null if that is not known any more. */
  @Nullable LogHead headOfRun(long run);

  /** The tables that commits of this view go to; to be fenced when its lease is taken over. */
  List<TableId> tables();

  /** The rows of the log and the latest row of each key. */
  FeatureRows rows();

  /**
   * Computes the boundaries that follow the last logged one, from all events that have landed; for
   * a log without any boundary, only one.
   *
   * <p>A boundary that breaks a check, and those after it, are not logged.
   *
   * @param boundaries in increasing order, without holes
   * @param firstRun number of the first of them, the others follow; greater than all in the log
   * @param watch is told of each part of the boundaries when it has entered the log; a part may
   *     have a blocked boundary at its end
   */
  Progress run(List<Instant> boundaries, long firstRun, Consumer<Progress> watch);

  /** The same, with the numbers that follow those of the log. */
  default Progress run(List<Instant> boundaries) {
    return run(boundaries, LogHead.nextRun(head()), logged -> {});
  }

  /**
   * Computes history: all boundaries of a log that has none, or those that come right before the
   * first one. If one of them breaks a check, nothing is logged.
   *
   * @param boundaries in increasing order, without holes
   * @param firstRun number of the first of them, the others follow; greater than all in the log
   */
  Progress backfill(List<Instant> boundaries, long firstRun);

  /** The same, with the numbers that follow those of the log. */
  default Progress backfill(List<Instant> boundaries) {
    return backfill(boundaries, LogHead.nextRun(head()));
  }
}
