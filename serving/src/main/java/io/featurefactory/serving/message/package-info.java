/** Lookups as messages of the protocol: what is asked, columns of values, plans. */
@NullMarked
package io.featurefactory.serving.message;

import org.jspecify.annotations.NullMarked;
