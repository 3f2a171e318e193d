/** Reads topics of Kafka into tables of the lake, each offset of a partition exactly once. */
@NullMarked
package io.featurefactory.ingest;

import org.jspecify.annotations.NullMarked;
