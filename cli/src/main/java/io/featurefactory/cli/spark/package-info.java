/** Commands that run in a driver of Spark. */
@NullMarked
package io.featurefactory.cli.spark;

import org.jspecify.annotations.NullMarked;
