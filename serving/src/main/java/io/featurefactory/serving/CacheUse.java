package io.featurefactory.serving;

/**
 * How the cache of rows is used.
 *
 * @param hits keys that were found there, since the start
 * @param misses keys that were not
 * @param bytes about the memory that it takes now
 */
public record CacheUse(long hits, long misses, long bytes) {}
