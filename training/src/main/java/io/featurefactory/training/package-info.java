/** Joins a spine with the feature log to a training set, as serving would have answered. */
@NullMarked
package io.featurefactory.training;

import org.jspecify.annotations.NullMarked;
