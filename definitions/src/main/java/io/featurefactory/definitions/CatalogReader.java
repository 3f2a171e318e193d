package io.featurefactory.definitions;

import io.featurefactory.definitions.yaml.Faults;
import io.featurefactory.definitions.yaml.MappingReader;
import io.featurefactory.definitions.yaml.YamlMapping;
import io.featurefactory.definitions.yaml.YamlNode;
import io.featurefactory.definitions.yaml.YamlScalar;
import io.featurefactory.model.CatalogSettings;
import io.featurefactory.model.DatabaseUrl;
import io.featurefactory.model.OtherTable;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads which catalog a project has, and which tables of other catalogs it reads. */
final class CatalogReader {
  private static final String STANDARD = "jdbc:sqlite:.factory/catalog.db";
  private static final String EXPECTATION =
      "a URL such as " + STANDARD + ", {type: rest, uri: ...} or {type: glue, region: ...}";
  private static final List<String> TYPES = List.of("jdbc", "rest", "glue");
  private static final String TABLE = "CATALOG.NAMESPACE.TABLE, with a catalog of catalogs:";
  private static final String URI =
      "the address of a service, such as https://catalog.example.com, without /v1, user and query";
  private static final String PROPERTIES = "names and values as Iceberg's documentation has them";

  private final MappingReader reader;
  private final Faults faults;

  CatalogReader(MappingReader reader, Faults faults) {
    this.reader = reader;
    this.faults = faults;
  }

  /** That of the project; the standard one if a fault is in it. */
  CatalogSettings own(String project) {
    YamlNode node = reader.find("catalog");
    CatalogSettings read = node == null ? null : catalog("catalog", node, project);
    return read == null ? database(STANDARD, project) : read;
  }

  /** The tables of others, by their names in the lake. */
  Map<String, OtherTable> lake() {
    Map<String, CatalogSettings> catalogs = catalogs();
    Map<String, OtherTable> tables = new LinkedHashMap<>();
    YamlMapping mapping = reader.mapping("lake", "names with tables of others, " + TABLE);
    if (mapping != null) {
      MappingReader names = new MappingReader(mapping, faults);
      for (YamlMapping.Entry entry : mapping.entries()) {
        String name = entry.key().text();
        YamlScalar text = names.scalar(name, TABLE);
        if (Names.isDefinition(entry.key(), "table", faults) && text != null) {
          OtherTable table = table(text, catalogs);
          if (table != null) {
            tables.put(name, table);
          }
        }
      }
    }
    return tables;
  }

  private @Nullable OtherTable table(YamlScalar text, Map<String, CatalogSettings> catalogs) {
    List<String> parts = Arrays.asList(text.text().split("[.]", -1));
    if (parts.size() < 3 || parts.contains("")) {
      faults.add(text.position(), DefinitionErrors.unexpected("table", text.describe(), TABLE));
      return null;
    }
    CatalogSettings catalog = catalogs.get(parts.get(0));
    if (catalog == null) {
      faults.add(
          text.position(), DefinitionErrors.unknown("catalog", parts.get(0), catalogs.keySet()));
      return null;
    }
    int last = parts.size() - 1;
    return new OtherTable(text.text(), catalog, parts.subList(1, last), parts.get(last));
  }

  private Map<String, CatalogSettings> catalogs() {
    Map<String, CatalogSettings> catalogs = new TreeMap<>();
    YamlMapping mapping = reader.mapping("catalogs", "names of catalogs with their settings");
    if (mapping != null) {
      for (YamlMapping.Entry entry : mapping.entries()) {
        Names.isDefinition(entry.key(), "catalog", faults);
        CatalogSettings read = catalog(entry.key().text(), entry.value(), null);
        if (read != null) {
          catalogs.put(entry.key().text(), read);
        }
      }
    }
    return catalogs;
  }

  /**
   * One catalog; null if a fault is in it.
   *
   * @param name under which a database keeps the tables; null if the settings say it
   */
  private @Nullable CatalogSettings catalog(String key, YamlNode node, @Nullable String name) {
    if (node instanceof YamlScalar scalar && !scalar.isNull() && name != null) {
      return database(scalar.text(), name);
    }
    if (!(node instanceof YamlMapping mapping)) {
      faults.add(node.position(), DefinitionErrors.unexpected(key, node.describe(), EXPECTATION));
      return null;
    }
    MappingReader inner = new MappingReader(mapping, faults);
    YamlScalar type = inner.requiredScalar("type", "one of " + String.join(", ", TYPES));
    if (type == null) {
      return null;
    }
    if (!TYPES.contains(type.text())) {
      faults.add(
          type.position(), DefinitionErrors.unknown("type of catalog", type.written(), TYPES));
      return null;
    }
    CatalogSettings catalog =
        switch (type.text()) {
          case "jdbc" -> database(inner, name);
          case "rest" -> rest(inner);
          default -> glue(inner);
        };
    inner.refuseOthers();
    return catalog;
  }

  private static @Nullable CatalogSettings database(MappingReader inner, @Nullable String project) {
    YamlScalar uri = inner.requiredScalar("uri", DatabaseUrl.EXPECTATION);
    YamlScalar name =
        project == null
            ? inner.requiredScalar("name", "the name that the catalog has in the database")
            : null;
    String of = name == null ? project : name.text();
    return uri == null || of == null ? null : database(uri.text(), of);
  }

  private static CatalogSettings database(String url, String name) {
    return new CatalogSettings.Database(new DatabaseUrl(url), name);
  }

  private @Nullable CatalogSettings rest(MappingReader inner) {
    YamlScalar uri = inner.requiredScalar("uri", URI);
    boolean isAddress = uri != null && uri.text().matches("https?://[^\\s@?]+(?<!/v1/?)");
    if (uri != null && !isAddress) {
      String shown = "'" + FactorySettings.redact(uri.text()) + "'";
      faults.add(uri.position(), DefinitionErrors.unexpected("uri", shown, URI));
    }
    Map<String, String> properties = properties(inner);
    put(properties, "warehouse", inner.scalar("warehouse", "what the service calls it"));
    put(
        properties,
        "credential",
        inner.scalar("credential", "such as ${CLIENT_ID}:${CLIENT_SECRET}"));
    put(properties, "token", inner.scalar("token", "such as ${CATALOG_TOKEN}"));
    return uri == null || !isAddress
        ? null
        : new CatalogSettings.Rest(uri.text().replaceFirst("/+$", ""), properties);
  }

  private CatalogSettings glue(MappingReader inner) {
    Map<String, String> properties = properties(inner);
    put(properties, "client.region", inner.scalar("region", "a region such as eu-west-1"));
    put(properties, "glue.id", inner.scalar("account", "the number of an AWS account"));
    put(
        properties,
        "glue.endpoint",
        inner.scalar("endpoint", "a URI such as http://localhost:5000"));
    return new CatalogSettings.Glue(properties);
  }

  private Map<String, String> properties(MappingReader inner) {
    Map<String, String> properties = new LinkedHashMap<>();
    YamlMapping mapping = inner.mapping("properties", PROPERTIES);
    if (mapping != null) {
      MappingReader values = new MappingReader(mapping, faults);
      for (YamlMapping.Entry entry : mapping.entries()) {
        String name = entry.key().text();
        put(properties, name, values.scalar(name, PROPERTIES));
      }
    }
    return properties;
  }

  private static void put(Map<String, String> properties, String name, @Nullable YamlScalar value) {
    if (value != null) {
      properties.put(name, value.text());
    }
  }
}
