/** Parses and type-checks the expressions of definitions. */
@NullMarked
package io.featurefactory.definitions.expression;

import org.jspecify.annotations.NullMarked;
