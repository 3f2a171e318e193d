package io.featurefactory.demo;

/** Hears how far the writing is. */
@FunctionalInterface
public interface Progress {
  /** Tells nobody. */
  Progress SILENT = (done, of) -> {};

  /**
   * A day was written. Called by the writing threads, one at a time.
   *
   * @param done days written by now
   * @param of days in all
   */
  void days(int done, int of);
}
