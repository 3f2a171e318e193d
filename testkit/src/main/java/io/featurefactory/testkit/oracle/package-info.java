/**
 * The naive oracle: what a feature log must contain, by plain loops over all events.
 *
 * <p>It follows {@code docs/spec/feature-log.md} sentence by sentence, shares no code with the
 * engine and is meant to be checked by eye; how long it takes does not matter.
 */
@NullMarked
package io.featurefactory.testkit.oracle;

import org.jspecify.annotations.NullMarked;
