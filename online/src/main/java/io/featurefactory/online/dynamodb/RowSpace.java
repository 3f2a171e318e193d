package io.featurefactory.online.dynamodb;

/**
 * Where the rows of a generation lie: both numbers are part of their keys, and no two writers that
 * must not meet ever have the same.
 *
 * @param generation its number
 * @param copy 0 for the rows as they were built
 */
record RowSpace(int generation, int copy) {}
