package io.featurefactory.bench;

/**
 * What one whole process cost, from its start to its end.
 *
 * @param wallSeconds on the clock
 * @param cpuSeconds of all its threads and of the children that it waited for; NaN where the system
 *     does not tell
 * @param peakBytes most resident memory of one process, 0 where the system does not tell
 */
record Measurement(double wallSeconds, double cpuSeconds, long peakBytes) {

  /** The time that is not that of another one. */
  Measurement without(Measurement start) {
    return new Measurement(
        wallSeconds - start.wallSeconds, cpuSeconds - start.cpuSeconds, peakBytes);
  }
}
