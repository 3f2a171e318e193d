/**
 * Random definitions, events and sequences of operations, as plain data: a case is replayed by its
 * seed, made smaller while it still fails, and printed as Java that can be pasted into a test.
 */
@NullMarked
package io.featurefactory.testkit.generate;

import org.jspecify.annotations.NullMarked;
