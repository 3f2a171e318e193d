/** YAML as nodes that know where they stand, and the collection of what is wrong with them. */
@NullMarked
package io.featurefactory.definitions.yaml;

import org.jspecify.annotations.NullMarked;
