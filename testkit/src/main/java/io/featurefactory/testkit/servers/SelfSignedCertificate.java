package io.featurefactory.testkit.servers;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;

/**
 * A key, and a certificate for the loopback interface that it signed itself.
 *
 * @param keys both, in PKCS 12
 * @param certificate in PEM
 * @param key in PEM, PKCS 8
 */
public record SelfSignedCertificate(Path keys, Path certificate, Path key) {
  /** Of {@link #keys}. */
  public static final String PASSWORD = "changeit";

  /** Makes one, in files of that name. */
  public static SelfSignedCertificate create(Path folder, String name) {
    Path keys = folder.resolve(name + ".p12");
    List<String> keytool =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-alias",
            name,
            "-keyalg",
            "EC",
            "-dname",
            "CN=" + name,
            "-ext",
            "san=ip:127.0.0.1,dns:localhost",
            "-keystore",
            keys.toString(),
            "-storepass",
            PASSWORD);
    try {
      int code = new ProcessBuilder(keytool).inheritIO().start().waitFor();
      if (code != 0) {
        throw new IllegalStateException("keytool ended with " + code);
      }
      KeyStore store = KeyStore.getInstance("PKCS12");
      try (InputStream in = Files.newInputStream(keys)) {
        store.load(in, PASSWORD.toCharArray());
      }
      return new SelfSignedCertificate(
          keys,
          write(
              folder.resolve(name + ".crt"),
              "CERTIFICATE",
              store.getCertificate(name).getEncoded()),
          write(
              folder.resolve(name + ".key"),
              "PRIVATE KEY",
              store.getKey(name, PASSWORD.toCharArray()).getEncoded()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static Path write(Path file, String kind, byte[] bytes) throws IOException {
    String text =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(bytes);
    return Files.writeString(
        file, "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(kind, text));
  }
}
