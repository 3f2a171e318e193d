/** Contract tests for the ports of the model, naive oracles to compare with, and fakes. */
@NullMarked
package io.featurefactory.testkit;

import org.jspecify.annotations.NullMarked;
