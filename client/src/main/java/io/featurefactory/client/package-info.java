/** Features for a search service: what to ask, and what is answered, column by column. */
@org.jspecify.annotations.NullMarked
package io.featurefactory.client;
