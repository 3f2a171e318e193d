package io.featurefactory.model;

import org.jspecify.annotations.Nullable;

/**
 * The names of the tables of a view's version. Another version of the view may have the same tiles;
 * log and state are its own, and those of a replaced draft are never taken again.
 *
 * @param tiles null for a view without tiles
 */
public record ViewTables(@Nullable String tiles, String log, String state) {}
