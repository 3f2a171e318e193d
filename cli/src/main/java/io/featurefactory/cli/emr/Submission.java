package io.featurefactory.cli.emr;

import org.jspecify.annotations.Nullable;

/** A driver in a cluster, as those know it who were asked to run it. For one thread. */
public interface Submission extends AutoCloseable {
  /** How far a driver is. */
  enum Phase {
    /** It is to be started. */
    WAITING,
    RUNNING,
    /** It does not run, and will not. */
    ENDED,
    /** Nobody can be asked. */
    UNKNOWN
  }

  /**
   * How far a driver is.
   *
   * @param said in their words, such as {@code step s-1 of cluster j-2 is PENDING}
   */
  record State(Phase phase, String said) {}

  /** Where others can ask for it, for {@link Emr#find}; null if nowhere. */
  @Nullable String place();

  /** How far it is; may be some seconds old. */
  State state();

  /** Where to look when it has ended without an answer. */
  String advice();

  /**
   * Asks them to end it.
   *
   * @return false if nobody can be asked
   */
  boolean cancel();

  /** Forgets about it; it goes on. */
  @Override
  void close();
}
