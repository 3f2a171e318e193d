package io.featurefactory.ingest.registry;

/**
 * How a record names its schema.
 *
 * @param kind what the number counts
 */
record SchemaId(Kind kind, long number) {
  /** What registries number. */
  enum Kind {
    /** Schemas, as Confluent does. */
    SCHEMA,
    /** Texts, as Apicurio does since version 3. */
    CONTENT,
    /** Versions of artifacts, as Apicurio did before. */
    GLOBAL
  }

  /** For people. */
  @Override
  public String toString() {
    return switch (kind) {
      case SCHEMA -> "schema id " + number;
      case CONTENT -> "content id " + number;
      case GLOBAL -> "global id " + number;
    };
  }
}
