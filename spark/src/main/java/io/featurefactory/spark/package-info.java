/** The tasks of compute on the executors of Spark. */
@NullMarked
package io.featurefactory.spark;

import org.jspecify.annotations.NullMarked;
