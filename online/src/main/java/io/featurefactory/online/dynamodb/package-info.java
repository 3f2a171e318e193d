/** The online store in a table of DynamoDB. */
@NullMarked
package io.featurefactory.online.dynamodb;

import org.jspecify.annotations.NullMarked;
