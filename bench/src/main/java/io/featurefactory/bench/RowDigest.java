package io.featurefactory.bench;

/**
 * What two sets of rows have in common if they are equal, and almost surely not otherwise.
 *
 * @param checksum sum of the hashes of the rows, in decimal
 */
record RowDigest(long rows, String checksum) {
  @Override
  public String toString() {
    return "%s rows (checksum %s)".formatted(Numbers.count(rows), checksum);
  }
}
