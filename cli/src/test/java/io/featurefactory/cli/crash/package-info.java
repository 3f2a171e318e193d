/** Proofs with real processes that are killed, frozen, or left without room. */
@NullMarked
package io.featurefactory.cli.crash;

import org.jspecify.annotations.NullMarked;
