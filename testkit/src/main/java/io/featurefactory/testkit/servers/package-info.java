/** Real servers, started for a test. */
@NullMarked
package io.featurefactory.testkit.servers;

import org.jspecify.annotations.NullMarked;
