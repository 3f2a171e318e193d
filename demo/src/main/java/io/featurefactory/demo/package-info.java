/** Generates the events of a marketplace from a seed, the same events each time. */
@NullMarked
package io.featurefactory.demo;

import org.jspecify.annotations.NullMarked;
