package io.featurefactory.lake;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What is known about a column of one file.
 *
 * @param bytes compressed size; -1 if unknown
 * @param values number of values, NULLs included; -1 if unknown
 * @param nulls number of NULLs; -1 if unknown
 * @param lower no value is less; null if unknown or if there is no value
 * @param upper no value is greater; null if unknown or if there is no value
 */
public record ColumnStatistics(
    long bytes, long values, long nulls, @Nullable Object lower, @Nullable Object upper)
    implements Serializable {}
