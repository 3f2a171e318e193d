/** Benchmarks of the product against stated floors and other engines; nothing here is delivered. */
@NullMarked
package io.featurefactory.bench;

import org.jspecify.annotations.NullMarked;
