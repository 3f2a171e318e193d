/** Takes views from events to the online stores: runs, backfills, publishing and the proof. */
@NullMarked
package io.featurefactory.cli.materialize;

import org.jspecify.annotations.NullMarked;
