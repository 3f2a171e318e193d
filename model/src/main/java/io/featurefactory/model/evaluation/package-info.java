/** Evaluates expressions in Java, with the meaning that the kernel's SQL has. */
@NullMarked
package io.featurefactory.model.evaluation;

import org.jspecify.annotations.NullMarked;
