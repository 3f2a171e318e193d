/** Values of records that are not JSON: Avro and Protobuf, with schemas from a registry. */
@NullMarked
package io.featurefactory.ingest.registry;

import org.jspecify.annotations.NullMarked;
