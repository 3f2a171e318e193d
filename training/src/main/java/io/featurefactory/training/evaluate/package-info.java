/** What features are worth to a ranking model: training, metrics, intervals. */
@NullMarked
package io.featurefactory.training.evaluate;

import org.jspecify.annotations.NullMarked;
