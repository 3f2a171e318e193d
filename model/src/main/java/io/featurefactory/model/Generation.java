package io.featurefactory.model;

/**
 * A whole set of a view's rows in an online store.
 *
 * @param number 1 for the first of a view in a store, then one more for each that is begun
 * @param origin what the rows are made from: a text that identifies the log and the form of the
 *     rows. Run numbers are comparable, and rows decodable, only where it is the same
 * @param published the last run that it contains
 */
public record Generation(int number, String origin, Published published) {}
