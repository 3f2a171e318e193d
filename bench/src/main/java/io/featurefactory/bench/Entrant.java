package io.featurefactory.bench;

/**
 * One of those that are measured side by side.
 *
 * @param before brings everything into the state that the process starts from; not timed
 */
record Entrant(Launch launch, Runnable before) {}
