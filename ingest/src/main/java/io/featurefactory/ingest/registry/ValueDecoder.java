package io.featurefactory.ingest.registry;

import org.apache.kafka.common.header.Headers;

/** Makes JSON of the values of records; for one thread. */
public interface ValueDecoder {
  /**
   * The value as an object of JSON in UTF-8.
   *
   * @throws UnreadableValueException if it is none of this format
   * @throws UnknownSchemaException if its schema cannot be had
   * @throws io.featurefactory.model.FactoryException if the registry does not answer
   */
  byte[] json(byte[] value, Headers headers) throws UnreadableValueException;
}
