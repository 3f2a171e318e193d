/** Publishes the newest feature values to a store that answers lookups of keys in milliseconds. */
@NullMarked
package io.featurefactory.online;

import org.jspecify.annotations.NullMarked;
