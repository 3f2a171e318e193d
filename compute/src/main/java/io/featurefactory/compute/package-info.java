/** Turns a definition into a plan, a plan into tasks of SQL, and runs them on the DuckDB kernel. */
@NullMarked
package io.featurefactory.compute;

import org.jspecify.annotations.NullMarked;
