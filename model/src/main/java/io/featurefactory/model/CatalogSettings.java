package io.featurefactory.model;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Which catalog names the Iceberg tables of a project, or tables that others write. */
public sealed interface CatalogSettings
    permits CatalogSettings.Database, CatalogSettings.Rest, CatalogSettings.Glue {
  /** Names of properties that have secrets. */
  Pattern SECRET = Pattern.compile("(?i)credential|token|secret|password|key");

  /** For messages: without user and password. */
  String place();

  /** What a catalog said, without the secrets of these settings. */
  String withoutSecrets(String text);

  private static String withoutSecrets(String text, Map<String, String> properties) {
    String safe = text;
    for (Map.Entry<String, String> property : properties.entrySet()) {
      if (SECRET.matcher(property.getKey()).find()) {
        safe = safe.replace(property.getValue(), "***");
        String password = property.getValue().replaceFirst("^[^:]*:", "");
        safe = password.isEmpty() ? safe : safe.replace(password, "***");
      }
    }
    return safe;
  }

  /**
   * Iceberg's JDBC catalog.
   *
   * @param name under which the database keeps the tables
   */
  record Database(DatabaseUrl url, String name) implements CatalogSettings {
    @Override
    public String place() {
      return url.place();
    }

    @Override
    public String withoutSecrets(String text) {
      return text.replace(url.text(), url.place());
    }

    @Override
    public String toString() {
      return place();
    }
  }

  /**
   * A service that speaks Iceberg's REST protocol.
   *
   * @param uri without {@code /v1}
   * @param properties as Iceberg names them, of which some are secrets: {@code warehouse}, {@code
   *     credential}, {@code token}
   */
  record Rest(String uri, Map<String, String> properties) implements CatalogSettings {
    public Rest {
      properties = Map.copyOf(properties);
    }

    @Override
    public String place() {
      return uri;
    }

    @Override
    public String withoutSecrets(String text) {
      return CatalogSettings.withoutSecrets(text, properties);
    }

    @Override
    public String toString() {
      return uri + new TreeMap<>(properties).keySet();
    }
  }

  /**
   * The Data Catalog of AWS Glue.
   *
   * @param properties as Iceberg names them: {@code client.region}, {@code glue.endpoint}, {@code
   *     glue.id}
   */
  record Glue(Map<String, String> properties) implements CatalogSettings {
    public Glue {
      properties = Map.copyOf(properties);
    }

    @Override
    public String place() {
      String region = properties.get("client.region");
      return region == null ? "of AWS Glue" : "of AWS Glue in " + region;
    }

    @Override
    public String withoutSecrets(String text) {
      return CatalogSettings.withoutSecrets(text, properties);
    }

    @Override
    public String toString() {
      return "AWS Glue" + new TreeMap<>(properties).keySet();
    }
  }
}
