/** The words of the product (definitions, values, time, errors) and the ports that stages use. */
@NullMarked
package io.featurefactory.model;

import org.jspecify.annotations.NullMarked;
