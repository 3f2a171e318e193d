package io.featurefactory.model;

/**
 * A whole set of a view's rows in an online store.
 *
 * @param number 1 for the first of a view in a store, then one more for each that is begun
 * @param origin what the rows are made from: a text that identifies the log and the form of the
 *     rows. Run numbers are comparable, and rows decodable, only where it is the same
 * @param published the last run that it contains; its number is 0 if the generation was replaced
 *     while a run was open in it: then some of its rows are of that run, and it is never served
 *     again
 */
public record Generation(int number, String origin, Published published) {

  /** True if its rows are exactly those of its run. */
  public boolean isComplete() {
    return published.run() > 0;
  }

  /**
   * True if the other one has exactly these rows under a later run: the generation was gone back to
   * since, which changes its run and no row.
   */
  public boolean isBeforeRollback(Generation other) {
    return number == other.number
        && isComplete()
        && published.watermark().equals(other.published.watermark())
        && published.run() < other.published.run();
  }

  /** The same, some of whose rows are of a run that never ended. */
  public Generation incomplete() {
    return new Generation(
        number,
        origin,
        new Published(0, published.watermark(), published.started(), published.finished()));
  }
}
