package io.featurefactory.ingest.registry;

import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FactoryException.Kind;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Every way in which schemas cannot be had. */
final class RegistryErrors {
  private RegistryErrors() {}

  static UnknownSchemaException unknown(RegistryAddress address, SchemaId id) {
    return new UnknownSchemaException(
        "the registry at %s does not have its schema, %s (expected: the registry that the producer uses)"
            .formatted(address.uri(), id));
  }

  static UnknownSchemaException endlessReferences(SchemaId id) {
    return new UnknownSchemaException("the references of its schema, %s, do not end".formatted(id));
  }

  static UnknownSchemaException unusable(SchemaId id, String format, Exception cause) {
    return new UnknownSchemaException(
        "its schema, %s, is none of %s: %s".formatted(id, format, reason(cause)), cause);
  }

  static FactoryException noAnswer(RegistryAddress address, @Nullable Exception cause) {
    return new FactoryException(
        Kind.EXTERNAL,
        "The schema registry at %s does not answer: %s. What was committed stays; run it again when the registry is there"
            .formatted(address.uri(), reason(cause)),
        cause);
  }

  static FactoryException refused(RegistryAddress address, int status) {
    return new FactoryException(
        Kind.EXTERNAL,
        "The schema registry at %s refuses with status %d (expected: user and password, or token, that may read schemas; under registry: of the cluster in factory.yaml)"
            .formatted(address.uri(), status));
  }

  static FactoryException noRegistry(RegistryAddress address, Exception cause) {
    return new FactoryException(
        Kind.EXTERNAL,
        "What answers at %s is no schema registry of the type %s: %s"
            .formatted(
                address.uri(), address.kind().name().toLowerCase(Locale.ROOT), reason(cause)),
        cause);
  }

  private static String reason(@Nullable Exception cause) {
    return cause == null
        ? "no reason"
        : cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }
}
