/** The same work on Spark, to compare with; compiled in the profile spark-bench only. */
@NullMarked
package io.featurefactory.bench.spark;

import org.jspecify.annotations.NullMarked;
