/** Turns the YAML files and SQL expressions of a team into resolved, immutable definitions. */
@NullMarked
package io.featurefactory.definitions;

import org.jspecify.annotations.NullMarked;
