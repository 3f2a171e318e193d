/** The command line {@code ff}: the one place that wires everything. */
@NullMarked
package io.featurefactory.cli;

import org.jspecify.annotations.NullMarked;
