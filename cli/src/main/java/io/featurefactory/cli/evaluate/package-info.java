/** Measures what a service's features are worth to a ranking model, and what they cost. */
@NullMarked
package io.featurefactory.cli.evaluate;

import org.jspecify.annotations.NullMarked;
