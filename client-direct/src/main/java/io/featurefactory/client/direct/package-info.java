/** Features for a search service, read from the online stores without a server between. */
@NullMarked
package io.featurefactory.client.direct;

import org.jspecify.annotations.NullMarked;
