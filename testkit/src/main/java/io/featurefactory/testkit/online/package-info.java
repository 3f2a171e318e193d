/** The contract that every online store keeps, and a store in memory for tests. */
@NullMarked
package io.featurefactory.testkit.online;

import org.jspecify.annotations.NullMarked;
