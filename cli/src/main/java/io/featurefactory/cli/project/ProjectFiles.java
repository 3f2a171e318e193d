package io.featurefactory.cli.project;

import io.featurefactory.control.ViewSchema;
import io.featurefactory.definitions.Defined;
import io.featurefactory.definitions.DefinitionFile;
import io.featurefactory.definitions.DefinitionReader;
import io.featurefactory.definitions.Definitions;
import io.featurefactory.definitions.Environment;
import io.featurefactory.definitions.FactorySettings;
import io.featurefactory.definitions.FactorySettings.OnlineSettings;
import io.featurefactory.definitions.FactorySettings.S3Settings;
import io.featurefactory.definitions.FeatureTest;
import io.featurefactory.definitions.FeatureTestReader;
import io.featurefactory.definitions.LookupSchema;
import io.featurefactory.definitions.SettingsReader;
import io.featurefactory.lake.StorageSettings;
import io.featurefactory.model.AppliedDefinition;
import io.featurefactory.model.CatalogSettings;
import io.featurefactory.model.DatabaseUrl;
import io.featurefactory.model.Definition;
import io.featurefactory.model.DefinitionId;
import io.featurefactory.model.EventStream;
import io.featurefactory.model.FeatureService;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.OtherTable;
import io.featurefactory.model.Registry;
import io.featurefactory.model.Source;
import io.featurefactory.model.ViewId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the author of a project wrote: settings, definitions and tests. Read when asked for. */
public final class ProjectFiles {
  /**
   * The variable that says, to a process that others run in a container, how much memory its kernel
   * may take at most; bytes.
   */
  public static final String MOST_MEMORY = "FF_KERNEL_MEMORY";

  private static final String SETTINGS = "factory.yaml";
  private static final Pattern ENVIRONMENT = Pattern.compile("factory\\.([^.]+)\\.yaml");
  private static final String FEATURES = "features";
  private static final String TESTS = "tests";

  private final Path folder;
  private final String environment;
  private final Map<String, String> variables;
  private final Set<String> variablesUsed = new TreeSet<>();
  private @Nullable FactorySettings settings;

  /**
   * The files of a project.
   *
   * @param folder absolute
   * @param environment over factory.yaml; empty for none
   * @param variables of the process
   */
  public ProjectFiles(Path folder, String environment, Map<String, String> variables) {
    this.folder = folder;
    this.environment = environment;
    this.variables = Map.copyOf(variables);
  }

  /** The project's folder. */
  public Path folder() {
    return folder;
  }

  /** Where everything of the project is. */
  public ProjectSettings settings() {
    FactorySettings read = factorySettings();
    Map<String, OnlineSettings> online = new LinkedHashMap<>();
    read.online().forEach((name, store) -> online.put(name, absolute(store)));
    Map<String, OtherTable> others = new LinkedHashMap<>();
    read.lake().forEach((name, table) -> others.put(name, absolute(table)));
    requireFolderOrS3(read.warehouse());
    requireReachable(read);
    requireDatabase("registry", read.registry());
    return new ProjectSettings(
        read.project(),
        folder,
        read.warehouse().contains("://")
            ? read.warehouse().replaceFirst("/+$", "")
            : folder.resolve(read.warehouse()).normalize().toString(),
        storage(read.s3()),
        absolute(read.catalog()),
        others,
        absolute(read.registry()),
        read.publishDelay(),
        read.lease(),
        read.imports().maxBadRows(),
        memory(read.compute().memoryBytes()),
        read.compute().threads(),
        read.engine(),
        read.spark(),
        online,
        read.kafka(),
        read.serving());
  }

  /** Of the kernel: in a container this process may not take what it sees. */
  private @Nullable Long memory(@Nullable Long set) {
    String most = variables.get(MOST_MEMORY);
    if (most == null) {
      return set;
    }
    if (!most.matches("[1-9][0-9]{0,17}")) {
      throw ProjectErrors.notBytes(MOST_MEMORY, most);
    }
    return set == null ? Long.parseLong(most) : Math.min(set, Long.parseLong(most));
  }

  private static void requireFolderOrS3(String warehouse) {
    if (warehouse.contains("://") && !warehouse.matches("s3://[^/]+(/.*)?")) {
      throw ProjectErrors.noSuchWarehouse(FactorySettings.redact(warehouse));
    }
  }

  /** As Iceberg's S3FileIO names them. */
  private static StorageSettings storage(S3Settings s3) {
    Map<String, String> properties = new HashMap<>();
    if (s3.endpoint() != null) {
      properties.put("s3.endpoint", s3.endpoint());
      properties.put("s3.path-style-access", "true");
    }
    if (s3.region() != null) {
      properties.put("client.region", s3.region());
    }
    if (s3.accessKey() != null && s3.secretKey() != null) {
      properties.put("s3.access-key-id", s3.accessKey());
      properties.put("s3.secret-access-key", s3.secretKey());
    }
    return new StorageSettings(properties);
  }

  private @Nullable String variable(String name) {
    variablesUsed.add(name);
    return variables.get(name);
  }

  /** The environment variables that the settings take something from, sorted. */
  public Set<String> variablesUsed() {
    factorySettings();
    return Collections.unmodifiableSet(variablesUsed);
  }

  private FactorySettings factorySettings() {
    FactorySettings present = settings;
    if (present == null) {
      present = SettingsReader.read(settingsFiles(), this::variable);
      settings = present;
    }
    return present;
  }

  /** The text of each file of settings that counts, by its name. */
  public Map<String, String> settingsTexts() {
    Map<String, String> texts = new LinkedHashMap<>();
    for (DefinitionFile file : settingsFiles()) {
      texts.put(file.name(), Objects.requireNonNull(file.text(), file::name));
    }
    return texts;
  }

  private List<DefinitionFile> settingsFiles() {
    Path file = folder.resolve(SETTINGS);
    if (!Files.isRegularFile(file)) {
      throw ProjectErrors.noProject(folder);
    }
    List<DefinitionFile> files = new ArrayList<>();
    files.add(DefinitionFile.load(folder, file));
    if (!environment.isEmpty()) {
      String name = "factory." + environment + ".yaml";
      if (environment.contains("/") || !Files.isRegularFile(folder.resolve(name))) {
        throw ProjectErrors.noEnvironment(environment, name, environments());
      }
      Path over = folder.resolve(name);
      files.add(DefinitionFile.load(folder, over));
    }
    return files;
  }

  /** The names of the environments that have a file. */
  private List<String> environments() {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> ENVIRONMENT.matcher(String.valueOf(file.getFileName())))
          .filter(Matcher::matches)
          .map(match -> match.group(1))
          .sorted()
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private static void requireDatabase(String key, String url) {
    if (!new DatabaseUrl(url).isValid()) {
      throw ProjectErrors.noSuchDatabase(key, FactorySettings.redact(url));
    }
  }

  /** Files and folders of a store are those of the project's folder. */
  private OnlineSettings absolute(OnlineSettings store) {
    if (store instanceof FactorySettings.RocksDb rocksDb) {
      return new FactorySettings.RocksDb(folder.resolve(rocksDb.path()).normalize().toString());
    }
    return store instanceof FactorySettings.Redis redis
        ? new FactorySettings.Redis(
            redis.uri(),
            redis.cluster(),
            redis.shards(),
            redis.timeout(),
            redis.ca() == null ? null : inFolder(redis.ca()),
            redis.credentials() instanceof FactorySettings.PasswordFile file
                ? new FactorySettings.PasswordFile(file.user(), inFolder(file.path()))
                : redis.credentials(),
            redis.hashes())
        : store;
  }

  private String inFolder(String path) {
    return folder.resolve(path).normalize().toString();
  }

  /** A Glue catalog does not know what is on this machine. */
  private static void requireReachable(FactorySettings read) {
    if (read.catalog() instanceof CatalogSettings.Glue && !read.warehouse().contains("://")) {
      throw ProjectErrors.glueNeedsS3(read.warehouse());
    }
    requireCatalog("catalog", read.catalog());
    read.lake().values().forEach(other -> requireCatalog("catalogs", other.catalog()));
  }

  private static void requireCatalog(String key, CatalogSettings catalog) {
    if (catalog instanceof CatalogSettings.Database database && !database.url().isValid()) {
      throw ProjectErrors.noSuchCatalog(key, FactorySettings.redact(database.url().text()));
    }
  }

  private OtherTable absolute(OtherTable other) {
    return new OtherTable(
        other.name(), absolute(other.catalog()), other.namespace(), other.table());
  }

  private CatalogSettings absolute(CatalogSettings catalog) {
    return catalog instanceof CatalogSettings.Database database
        ? new CatalogSettings.Database(database.url().in(folder), database.name())
        : catalog;
  }

  /** A SQLite database of a relative path is one of the project's folder. */
  private String absolute(String url) {
    return new DatabaseUrl(url).in(folder).text();
  }

  /**
   * The definitions of the files.
   *
   * @param applied what is applied: services may use views of it that left the files
   */
  public Definitions definitions(List<AppliedDefinition> applied) {
    List<Definition> live =
        applied.stream()
            .filter(d -> d.status() != AppliedDefinition.Status.RETIRED)
            .map(AppliedDefinition::definition)
            .toList();
    return DefinitionReader.read(
        DefinitionFile.loadAll(folder, FEATURES), live, Environment.of(factorySettings()));
  }

  /** The unit tests of the features. */
  public List<FeatureTest> tests(Definitions definitions) {
    return FeatureTestReader.read(DefinitionFile.loadAll(folder, TESTS), definitions);
  }

  /** The streams that feed tables of the lake, by table. */
  public List<EventStream> streams() {
    return definitions(List.of()).streams().stream()
        .sorted(Comparator.comparing(EventStream::table))
        .toList();
  }

  /** The sources of the files that read a table of the lake. */
  public List<Source> sourcesOf(String table) {
    return definitions(List.of()).sources().stream()
        .map(Defined::value)
        .filter(s -> s.location() instanceof Source.LakeTable t && t.table().equals(table))
        .toList();
  }

  /**
   * What columns of sources are keys of, by name of the source and of the column: {@code a key of
   * ad_trend v1}. Those of sql views are columns of their results.
   */
  public Map<String, Map<String, String>> keys() {
    Definitions definitions = definitions(List.of());
    Map<String, Map<String, String>> keys = new LinkedHashMap<>();
    for (Defined<FeatureView> view : definitions.views()) {
      for (DefinitionId used : view.definition().uses()) {
        for (FeatureView.Key key : view.value().keys()) {
          keys.computeIfAbsent(used.name(), source -> new LinkedHashMap<>())
              .putIfAbsent(key.name(), "a key of " + view.value().id());
        }
      }
    }
    return keys;
  }

  /** The tables of the lake that sources of the files read. */
  public List<String> lakeTables() {
    return definitions(List.of()).sources().stream()
        .map(Defined::value)
        .flatMap(s -> s.location() instanceof Source.LakeTable t ? Stream.of(t.table()) : null)
        .sorted()
        .distinct()
        .toList();
  }

  /** An applied view, as it was applied, whatever the files say now. */
  public AppliedView resolve(AppliedDefinition entry, Registry.Snapshot applied) {
    ViewId id = entry.id().viewId();
    List<Definition> documents = new ArrayList<>(List.of(entry.definition()));
    for (DefinitionId used : entry.definition().uses()) {
      AppliedDefinition source = applied.find(used);
      if (source != null) {
        documents.add(source.definition());
      }
    }
    Definitions restored = DefinitionReader.restore(documents, Environment.of(factorySettings()));
    FeatureView view =
        restored.views().stream()
            .map(Defined::value)
            .filter(v -> v.id().equals(id))
            .findFirst()
            .orElseThrow();
    Map<String, Source> sources = new HashMap<>();
    restored.sources().forEach(s -> sources.put(s.value().name(), s.value()));
    return new AppliedView(view, sources, Objects.requireNonNull(entry.tables()), schema(view));
  }

  /** An applied source. */
  public Source source(AppliedDefinition entry) {
    return DefinitionReader.restore(List.of(entry.definition()), Environment.of(factorySettings()))
        .sources()
        .get(0)
        .value();
  }

  /** An applied service with its views. */
  public AppliedService resolveService(AppliedDefinition entry, Registry.Snapshot applied) {
    List<AppliedService.Used> views = new ArrayList<>();
    for (DefinitionId used : entry.definition().uses()) {
      AppliedDefinition view = Objects.requireNonNull(applied.find(used), used::toString);
      views.add(new AppliedService.Used(view, resolve(view, applied)));
    }
    return new AppliedService(entry, service(entry, applied), views);
  }

  /** An applied service. */
  public FeatureService service(AppliedDefinition entry, Registry.Snapshot applied) {
    List<Definition> documents = new ArrayList<>(List.of(entry.definition()));
    for (DefinitionId used : entry.definition().uses()) {
      AppliedDefinition view = applied.find(used);
      if (view != null) {
        documents.add(view.definition());
      }
    }
    return DefinitionReader.restore(documents, Environment.of(factorySettings()))
        .services()
        .get(0)
        .value();
  }

  /** The form of a view's online rows. */
  public static ViewSchema schema(FeatureView view) {
    return schema(view.id(), LookupSchema.of(view));
  }

  /** The form of an applied view's online rows, without reading its definition. */
  public static ViewSchema schema(AppliedDefinition entry) {
    return schema(entry.id().viewId(), LookupSchema.parse(entry.definition().schema()));
  }

  private static ViewSchema schema(ViewId view, LookupSchema schema) {
    return new ViewSchema(
        view,
        schema.keys(),
        schema.features().stream()
            .map(f -> new ViewSchema.Feature(f.name(), f.type(), f.empty()))
            .toList(),
        schema.every(),
        schema.freshWithin(),
        schema.online());
  }
}
