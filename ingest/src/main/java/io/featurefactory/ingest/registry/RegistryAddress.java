package io.featurefactory.ingest.registry;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Where a registry of schemas is, and who asks it. Its text shows no secrets.
 *
 * @param kind whose protocol it speaks, and whose wire format records have
 * @param uri its root: {@code https://registry:8081}, or {@code
 *     http://registry:8080/apis/registry/v3}
 * @param authorization the header of that name; null for none
 */
public record RegistryAddress(Kind kind, URI uri, @Nullable String authorization) {
  /** Whose protocol. */
  public enum Kind {
    CONFLUENT,
    APICURIO
  }

  public RegistryAddress {
    String text = uri.toString();
    uri = text.endsWith("/") ? URI.create(text.substring(0, text.length() - 1)) : uri;
  }

  /** The header for a user with a password. */
  public static String basic(String user, String password) {
    return "Basic "
        + Base64.getEncoder()
            .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
  }

  /** The header for a token. */
  public static String bearer(String token) {
    return "Bearer " + token;
  }

  @Override
  public String toString() {
    return "RegistryAddress[kind=%s, uri=%s]".formatted(kind, uri);
  }
}
