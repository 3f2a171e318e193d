package io.featurefactory.ingest.registry;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The text of a schema, and of those that it refers to.
 *
 * @param references by the names that the text has for them: of Protobuf the imported file, of Avro
 *     the type
 */
record RegisteredSchema(String text, Map<String, RegisteredSchema> references) {
  RegisteredSchema {
    references = new LinkedHashMap<>(references);
  }
}
