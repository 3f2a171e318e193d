/** Keeps what is known at the side of the data: registered definitions, runs and their outcome. */
@NullMarked
package io.featurefactory.control;

import org.jspecify.annotations.NullMarked;
