/** Contracts of the registry's ports, and their implementations in memory. */
@NullMarked
package io.featurefactory.testkit.control;

import org.jspecify.annotations.NullMarked;
