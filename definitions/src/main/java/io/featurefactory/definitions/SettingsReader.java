package io.featurefactory.definitions;

import io.featurefactory.definitions.FactorySettings.ComputeSettings;
import io.featurefactory.definitions.FactorySettings.DynamoDb;
import io.featurefactory.definitions.FactorySettings.Engine;
import io.featurefactory.definitions.FactorySettings.ImportSettings;
import io.featurefactory.definitions.FactorySettings.KafkaSettings;
import io.featurefactory.definitions.FactorySettings.OnlineSettings;
import io.featurefactory.definitions.FactorySettings.RocksDb;
import io.featurefactory.definitions.FactorySettings.RowCacheSettings;
import io.featurefactory.definitions.FactorySettings.S3Settings;
import io.featurefactory.definitions.FactorySettings.ServedLogSettings;
import io.featurefactory.definitions.FactorySettings.ServingSettings;
import io.featurefactory.definitions.FactorySettings.SparkSettings;
import io.featurefactory.definitions.yaml.Faults;
import io.featurefactory.definitions.yaml.MappingReader;
import io.featurefactory.definitions.yaml.Position;
import io.featurefactory.definitions.yaml.YamlMapping;
import io.featurefactory.definitions.yaml.YamlNode;
import io.featurefactory.definitions.yaml.YamlScalar;
import io.featurefactory.model.CatalogSettings;
import io.featurefactory.model.FactoryException;
import io.featurefactory.model.OtherTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code factory.yaml} and {@code factory.<env>.yaml}. Every key has a default, so an empty
 * file works, and so does none.
 */
public final class SettingsReader {
  private static final long LEAST_MEMORY = 64L << 20;
  private static final Position NOWHERE = new Position("", 1, 1);
  private static final Map<String, Engine> ENGINES =
      Map.of("local", Engine.LOCAL, "spark", Engine.SPARK);
  private static final String PROJECT = "marketplace";
  private static final String TABLE_LAYOUT = "packed or attributes";
  private static final String TABLE = "the name of a table, of 3 to 255 letters, digits and _ . -";
  private static final String ENDPOINT = "a URI such as http://localhost:8000";
  private static final List<String> STORE_TYPES = List.of("rocksdb", "redis", "dynamodb");

  private final Faults faults;

  private SettingsReader(Faults faults) {
    this.faults = faults;
  }

  /**
   * The settings of files.
   *
   * @param files the project's file, then the environment's; keys of a later one win, those inside
   *     of mappings one by one (an online store is replaced as a whole)
   * @param variables the values of environment variables by their names; null for one that is unset
   * @throws FactoryException USER with one line for each mistake
   */
  public static FactorySettings read(
      List<DefinitionFile> files, Function<String, @Nullable String> variables) {
    Faults faults = new Faults();
    YamlMapping merged = new YamlMapping(NOWHERE, List.of());
    Variables substitution = new Variables(variables, faults);
    for (DefinitionFile file : files) {
      List<YamlNode> documents = YamlFiles.parse(file, faults);
      if (documents.size() > 1) {
        faults.add(documents.get(1).position(), DefinitionErrors.secondDocument());
      }
      for (YamlNode document : documents) {
        if (document instanceof YamlMapping mapping) {
          merged = merge(merged, substitution.in(mapping), 0);
        } else {
          faults.add(document.position(), DefinitionErrors.notAMapping(document.describe()));
        }
      }
    }
    FactorySettings settings = new SettingsReader(faults).settings(merged);
    faults.throwIfAny();
    return settings;
  }

  /** Keys of the second win; nested mappings are merged one level deep. */
  private static YamlMapping merge(YamlMapping base, YamlMapping over, int depth) {
    Map<String, YamlMapping.Entry> entries = new LinkedHashMap<>();
    base.entries().forEach(entry -> entries.put(entry.key().text(), entry));
    for (YamlMapping.Entry entry : over.entries()) {
      YamlMapping.Entry before = entries.get(entry.key().text());
      boolean both =
          depth == 0
              && before != null
              && before.value() instanceof YamlMapping
              && entry.value() instanceof YamlMapping;
      entries.put(
          entry.key().text(),
          both && before != null
              ? new YamlMapping.Entry(
                  entry.key(), merge((YamlMapping) before.value(), (YamlMapping) entry.value(), 1))
              : entry);
    }
    Position position = over.entries().isEmpty() ? base.position() : over.position();
    return new YamlMapping(position, new ArrayList<>(entries.values()));
  }

  private FactorySettings settings(YamlMapping written) {
    MappingReader reader = new MappingReader(written, faults);
    YamlScalar project = reader.scalar("project", "a name such as marketplace");
    if (project != null) {
      Names.isDefinition(project, "project", faults);
    }
    Engine engine = choice(reader, "engine", ENGINES, Engine.LOCAL);
    String warehouse = text(reader, "warehouse", ".factory/warehouse");
    CatalogReader catalogs = new CatalogReader(reader, faults);
    CatalogSettings catalog = catalogs.own(project == null ? PROJECT : project.text());
    Map<String, OtherTable> lake = catalogs.lake();
    String registry = text(reader, "registry", "jdbc:sqlite:.factory/registry.db");
    Duration publishDelay = reader.duration("publish_delay");
    Duration lease = reader.positiveDuration("lease");
    Map<String, OnlineSettings> online = online(reader);
    ComputeSettings compute = compute(reader);
    SparkSettings spark = new SparkReader(reader, faults).read();
    S3Settings s3 = s3(reader);
    ImportSettings imports = imports(reader);
    Map<String, KafkaSettings> kafka = new KafkaReader(reader, faults).read();
    ServingSettings serving = serving(reader);
    reader.refuseOthers();
    return new FactorySettings(
        project == null ? PROJECT : project.text(),
        engine,
        warehouse,
        catalog,
        lake,
        registry,
        publishDelay == null ? Duration.ofMinutes(30) : publishDelay,
        lease == null ? Duration.ofSeconds(30) : lease,
        online,
        compute,
        spark,
        s3,
        imports,
        kafka,
        serving);
  }

  private static String text(MappingReader reader, String key, String standard) {
    YamlScalar text = reader.scalar(key, "a text such as " + standard);
    return text == null ? standard : text.text();
  }

  private <T> T choice(MappingReader reader, String key, Map<String, T> choices, T standard) {
    YamlScalar text = reader.scalar(key, "one of " + String.join(", ", choices.keySet()));
    T choice = text == null ? standard : choices.get(text.text());
    if (choice == null && text != null) {
      faults.add(text.position(), DefinitionErrors.unknown(key, text.written(), choices.keySet()));
    }
    return choice == null ? standard : choice;
  }

  private Map<String, OnlineSettings> online(MappingReader reader) {
    YamlMapping mapping = reader.mapping("online", "names of stores with their settings");
    if (mapping == null) {
      return Map.of("default", new RocksDb(".factory/online"));
    }
    Map<String, OnlineSettings> stores = new LinkedHashMap<>();
    for (YamlMapping.Entry entry : mapping.entries()) {
      Names.isDefinition(entry.key(), "store", faults);
      OnlineSettings store = store(entry);
      if (store != null) {
        stores.put(entry.key().text(), store);
      }
    }
    return stores;
  }

  private @Nullable OnlineSettings store(YamlMapping.Entry entry) {
    if (!(entry.value() instanceof YamlMapping mapping)) {
      faults.add(
          entry.value().position(),
          DefinitionErrors.unexpected(
              entry.key().text(),
              entry.value().describe(),
              "{type: rocksdb, path: .factory/online}"));
      return null;
    }
    MappingReader reader = new MappingReader(mapping, faults);
    YamlScalar type = reader.requiredScalar("type", "one of " + String.join(", ", STORE_TYPES));
    OnlineSettings store = type == null ? null : store(type, reader);
    if (type != null && STORE_TYPES.contains(type.text())) {
      reader.refuseOthers();
    }
    return store;
  }

  private @Nullable OnlineSettings store(YamlScalar type, MappingReader reader) {
    switch (type.text()) {
      case "rocksdb" -> {
        return new RocksDb(text(reader, "path", ".factory/online"));
      }
      case "redis" -> {
        return new RedisReader(reader, faults).read();
      }
      case "dynamodb" -> {
        return dynamoDb(reader);
      }
      default -> {
        faults.add(
            type.position(), DefinitionErrors.unknown("store type", type.written(), STORE_TYPES));
        return null;
      }
    }
  }

  private @Nullable DynamoDb dynamoDb(MappingReader reader) {
    YamlScalar region = reader.requiredScalar("region", "a region such as eu-west-1");
    YamlScalar table = reader.scalar("table", TABLE);
    if (table != null && !table.text().matches("[a-zA-Z0-9_.-]{3,255}")) {
      reader.unexpected("table", table, TABLE);
    }
    YamlScalar endpoint = reader.scalar("endpoint", ENDPOINT);
    if (endpoint != null && !endpoint.text().matches("https?://[^/\\s@]+/?")) {
      reader.unexpected("endpoint", endpoint, ENDPOINT);
    }
    Duration timeout = reader.timeout("timeout");
    YamlScalar layout = reader.scalar("layout", TABLE_LAYOUT);
    if (layout != null && !layout.text().matches("packed|attributes")) {
      reader.unexpected("layout", layout, TABLE_LAYOUT);
    }
    Integer read = reader.positiveInteger("read_capacity");
    Integer write = reader.positiveInteger("write_capacity");
    if ((read == null) != (write == null)) {
      String given = read == null ? "write_capacity" : "read_capacity";
      String missing = read == null ? "read_capacity" : "write_capacity";
      faults.add(
          reader.positionOf(given),
          DefinitionErrors.unexpected(given, "no " + missing, "both, or none of them"));
    }
    return region == null
        ? null
        : new DynamoDb(
            region.text(),
            table == null ? null : table.text(),
            endpoint == null ? null : endpoint.text(),
            timeout,
            read,
            write,
            layout != null && layout.text().equals("attributes"));
  }

  private ComputeSettings compute(MappingReader reader) {
    YamlMapping mapping = reader.mapping("compute", "{memory: 2GB, threads: 4}");
    if (mapping == null) {
      return new ComputeSettings(null, null);
    }
    MappingReader compute = new MappingReader(mapping, faults);
    YamlScalar memory = compute.scalar("memory", ByteSize.EXPECTATION);
    Long bytes = memory == null ? null : ByteSize.find(memory.text());
    if (memory != null && bytes == null) {
      compute.unexpected("memory", memory, ByteSize.EXPECTATION);
    } else if (memory != null && bytes != null && bytes < LEAST_MEMORY) {
      faults.add(
          memory.position(), DefinitionErrors.tooLittle("memory", memory.describe(), "64MB"));
    }
    Integer threads = compute.positiveInteger("threads");
    compute.refuseOthers();
    return new ComputeSettings(bytes, threads);
  }

  private S3Settings s3(MappingReader reader) {
    YamlMapping mapping = reader.mapping("s3", "{region: eu-west-1}");
    if (mapping == null) {
      return S3Settings.DEFAULT;
    }
    MappingReader s3 = new MappingReader(mapping, faults);
    YamlScalar endpoint = s3.scalar("endpoint", ENDPOINT);
    if (endpoint != null && !endpoint.text().matches("https?://[^/\\s@]+/?")) {
      s3.unexpected("endpoint", endpoint, ENDPOINT);
    }
    YamlScalar region = s3.scalar("region", "a region such as eu-west-1");
    YamlScalar accessKey = s3.scalar("access_key", "the name of a key such as ${S3_KEY}");
    YamlScalar secretKey = s3.scalar("secret_key", "its secret such as ${S3_SECRET}");
    if ((accessKey == null) != (secretKey == null)) {
      String given = accessKey == null ? "secret_key" : "access_key";
      String missing = accessKey == null ? "access_key" : "secret_key";
      faults.add(
          s3.positionOf(given),
          DefinitionErrors.unexpected(given, "no " + missing, "both, or none of them"));
    }
    s3.refuseOthers();
    return new S3Settings(
        endpoint == null ? null : endpoint.text(),
        region == null ? null : region.text(),
        accessKey == null ? null : accessKey.text(),
        secretKey == null ? null : secretKey.text());
  }

  private ServingSettings serving(MappingReader reader) {
    YamlMapping mapping = reader.mapping("serving", "{log: {share: 1%}}");
    if (mapping == null) {
      return ServingSettings.DEFAULT;
    }
    MappingReader serving = new MappingReader(mapping, faults);
    YamlMapping log = serving.mapping("log", "{share: 1%}");
    YamlMapping cache = serving.mapping("cache", "{size: 256MB, keep: 5s}");
    serving.refuseOthers();
    return new ServingSettings(
        log == null ? ServedLogSettings.NONE : servedLog(new MappingReader(log, faults)),
        cache == null ? null : rowCache(new MappingReader(cache, faults)));
  }

  private @Nullable RowCacheSettings rowCache(MappingReader cache) {
    YamlScalar size = cache.requiredScalar("size", ByteSize.EXPECTATION);
    Long bytes = size == null ? null : ByteSize.find(size.text());
    if (size != null && bytes == null) {
      cache.unexpected("size", size, ByteSize.EXPECTATION);
    }
    Object written = cache.requiredScalar("keep", "how long a row may be used, such as 5s");
    Duration keep = written == null ? null : cache.timeout("keep");
    cache.refuseOthers();
    return bytes == null || keep == null ? null : new RowCacheSettings(bytes, keep);
  }

  private ServedLogSettings servedLog(MappingReader log) {
    double share = share(log, "share");
    Map<String, Double> services = new LinkedHashMap<>();
    YamlMapping named = log.mapping("services", "names of services with their shares");
    if (named != null) {
      MappingReader shares = new MappingReader(named, faults);
      for (YamlMapping.Entry entry : named.entries()) {
        Names.isDefinition(entry.key(), "service", faults);
        services.put(entry.key().text(), share(shares, entry.key().text()));
      }
    }
    log.refuseOthers();
    return new ServedLogSettings(share, services);
  }

  private double share(MappingReader reader, String key) {
    YamlScalar text = reader.scalar(key, Share.EXPECTATION);
    Double share = text == null ? null : Share.find(text.text());
    if (share == null && text != null) {
      reader.unexpected(key, text, Share.EXPECTATION);
    }
    return share == null ? 0 : share;
  }

  private ImportSettings imports(MappingReader reader) {
    YamlMapping mapping = reader.mapping("import", "{max_bad_rows: 1000}");
    if (mapping == null) {
      return new ImportSettings(0);
    }
    MappingReader imports = new MappingReader(mapping, faults);
    String expectation = "a whole number of at least 0";
    YamlScalar rows = imports.scalar("max_bad_rows", expectation);
    imports.refuseOthers();
    if (rows == null) {
      return new ImportSettings(0);
    }
    if (!rows.text().matches("[0-9]{1,18}")) {
      imports.unexpected("max_bad_rows", rows, expectation);
      return new ImportSettings(0);
    }
    return new ImportSettings(Long.parseLong(rows.text()));
  }
}
