/** Pins what a training set is made of, has it made, and writes down what it was made of. */
@NullMarked
package io.featurefactory.cli.train;

import org.jspecify.annotations.NullMarked;
