/** Sources of other programs, made from what is applied. */
@org.jspecify.annotations.NullMarked
package io.featurefactory.cli.generate;
