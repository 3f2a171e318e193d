/** Lookups of feature services: one class of code for all faces. */
@NullMarked
package io.featurefactory.serving;

import org.jspecify.annotations.NullMarked;
