/** The command {@code ff}, and the one place that wires modules together. */
@NullMarked
package io.featurefactory.cli;

import org.jspecify.annotations.NullMarked;
