/** The log of answers, and the proof that they were right. */
@NullMarked
package io.featurefactory.cli.served;

import org.jspecify.annotations.NullMarked;
