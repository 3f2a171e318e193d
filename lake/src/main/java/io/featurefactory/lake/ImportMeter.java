package io.featurefactory.lake;

import java.nio.file.Path;

/** Adds up how far the files of an import are, several of which are read at once. */
final class ImportMeter {
  private final ImportProgress progress;
  private final double[] fractions;

  ImportMeter(ImportProgress progress, int files) {
    this.progress = progress;
    this.fractions = new double[files];
  }

  /** Of the file with this index so much is done, 0 to 1. */
  synchronized void at(int index, Path file, double fraction) {
    fractions[index] = Math.max(fractions[index], fraction);
    double sum = 0;
    for (double each : fractions) {
      sum += each;
    }
    int whole = (int) sum;
    progress.at(file, whole, fractions.length, sum - whole);
  }
}
