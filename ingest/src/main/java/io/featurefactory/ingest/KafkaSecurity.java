package io.featurefactory.ingest;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a process proves to a cluster who it is, and the cluster to the process. Its text shows no
 * secrets.
 *
 * @param tls null for connections that are not encrypted
 * @param login null for none
 */
public record KafkaSecurity(@Nullable Tls tls, @Nullable Login login) {
  /** Connections as anybody. */
  public static final KafkaSecurity NONE = new KafkaSecurity(null, null);

  /**
   * Encrypted connections; all texts are PEM.
   *
   * @param authorities certificates to trust; null for those that Java trusts
   * @param certificate of the process, with those that signed it; null if it has none
   * @param key of the certificate, in PKCS 8; null if it has none
   */
  public record Tls(
      @Nullable String authorities, @Nullable String certificate, @Nullable String key) {
    @Override
    public String toString() {
      return "Tls";
    }
  }

  /** A user. */
  public sealed interface Login {}

  /**
   * A user with a password.
   *
   * @param mechanism {@code PLAIN}, {@code SCRAM-SHA-256} or {@code SCRAM-SHA-512}
   */
  public record Password(String mechanism, String user, String password) implements Login {
    @Override
    public String toString() {
      return "Password[mechanism=%s, user=%s]".formatted(mechanism, user);
    }
  }

  /** The credentials of Amazon that the machine has, for its managed Kafka; with TLS always. */
  public record Iam() implements Login {}

  /** As Kafka's clients take it. */
  Map<String, String> properties() {
    Map<String, String> properties = new LinkedHashMap<>();
    boolean encrypted = tls != null || login instanceof Iam;
    properties.put(
        "security.protocol", (login == null ? "" : "SASL_") + (encrypted ? "SSL" : "PLAINTEXT"));
    if (tls != null) {
      put(properties, tls);
    }
    if (login instanceof Password password) {
      properties.put("sasl.mechanism", password.mechanism());
      properties.put("sasl.jaas.config", jaas(password));
    } else if (login instanceof Iam) {
      properties.put("sasl.mechanism", "AWS_MSK_IAM");
      properties.put("sasl.jaas.config", "software.amazon.msk.auth.iam.IAMLoginModule required;");
      properties.put(
          "sasl.client.callback.handler.class",
          "software.amazon.msk.auth.iam.IAMClientCallbackHandler");
    }
    return properties;
  }

  private static void put(Map<String, String> properties, Tls tls) {
    String authorities = tls.authorities();
    if (authorities != null) {
      properties.put("ssl.truststore.type", "PEM");
      properties.put("ssl.truststore.certificates", authorities);
    }
    String certificate = tls.certificate();
    String key = tls.key();
    if (certificate != null && key != null) {
      properties.put("ssl.keystore.type", "PEM");
      properties.put("ssl.keystore.certificate.chain", certificate);
      properties.put("ssl.keystore.key", key);
    }
  }

  private static String jaas(Password password) {
    String module =
        password.mechanism().equals("PLAIN")
            ? "org.apache.kafka.common.security.plain.PlainLoginModule"
            : "org.apache.kafka.common.security.scram.ScramLoginModule";
    return "%s required username=%s password=%s;"
        .formatted(module, quoted(password.user()), quoted(password.password()));
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
