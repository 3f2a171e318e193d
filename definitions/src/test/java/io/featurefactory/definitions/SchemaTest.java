package io.featurefactory.definitions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.featurefactory.definitions.yaml.Faults;
import io.featurefactory.definitions.yaml.YamlMapping;
import io.featurefactory.definitions.yaml.YamlNode;
import io.featurefactory.definitions.yaml.YamlParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The JSON Schemas for editors and the readers take and refuse the same. */
class SchemaTest {
  private static final Map<String, Schema> SCHEMAS = new ConcurrentHashMap<>();
  private static final String SOURCE =
      """
      kind: source
      name: s
      table: lake.s
      event_time: at
      columns: {at: timestamp, id: string, x: double}
      """;
  private static final String VIEW =
      """
      kind: feature_view
      name: v
      version: 1
      source: s
      keys: [id]
      every: 1d
      aggregates: [{name: c, expr: count(*), windows: [1d]}]
      features: [{name: f, expr: c_1d}]
      """;
  private static final String QUERY =
      """
      kind: feature_view
      name: q
      version: 1
      keys: [{name: id, type: bigint}]
      every: 1d
      sql: select id, 1 as c
      features: [{name: c, type: bigint}]
      """;
  private static final String TABLE =
      """
      kind: feature_view
      name: t
      version: 1
      source: s
      keys: [id]
      features: [{name: x}]
      """;
  private static final String SERVICE =
      """
      kind: feature_service
      name: model
      version: 1
      features: [v.f]
      """;

  // What people write

  static Stream<Path> projects() throws IOException {
    List<Path> files = new ArrayList<>();
    for (String root :
        List.of(
            "../demo/src/main/resources",
            "../examples",
            "src/test/resources/io/featurefactory/definitions/examples")) {
      try (Stream<Path> found = Files.walk(Path.of(root))) {
        found.filter(path -> path.toString().endsWith(".yaml")).forEach(files::add);
      }
    }
    return files.stream();
  }

  @ParameterizedTest
  @MethodSource("projects")
  void filesOfAllProjects_areValid(Path file) throws IOException {
    String schema =
        String.valueOf(file.getFileName()).startsWith("factory.")
            ? "factory"
            : file.toString().contains("/tests/") ? "tests" : "definitions";

    for (String document : documents(Files.readString(file))) {
      assertThat(problems(schema, document)).as(document).isEmpty();
    }
  }

  @Test
  void filesOfProjects_nameTheirSchema() throws IOException {
    for (Path file : projects().filter(p -> !p.startsWith("src")).toList()) {
      String first = Files.readString(file).lines().findFirst().orElse("");
      assertThat(first).as(file.toString()).startsWith("# yaml-language-server: $schema=");
    }
  }

  // Definitions

  @Test
  void theSmallestDefinitions_areTakenByBoth() {
    for (String document : List.of(SOURCE, VIEW, QUERY, TABLE, SERVICE)) {
      assertThat(problems("definitions", document)).isEmpty();
    }
    assertThat(mistakes(SOURCE, VIEW, QUERY, TABLE, SERVICE)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "every: 12h",
        "every: 15m",
        "tile: 1h",
        "delay: 0s",
        "fresh_within: 3d",
        "publish_delay: 30m",
        "online: []",
        "online: [default, {store: cache, layout: packed}]",
        "online: [{store: cache, layout: hash, key: 'k:{id}', field: f}]",
        "tags: [a, 1]",
        "checks: [f >= 0]",
        "filter: x > 0",
        "aggregates: [{name: c, expr: count(*), windows: [1d, lifetime, {length: 1d, offset: 1d,"
            + " name: before}]}]",
        "features: [{name: f, expr: 1, description: one}]",
        "keys: [id]",
        "description: 5",
        "owner: me@example.com"
      })
  void partOfAView_isTakenByBoth(String line) {
    String view = with(VIEW, line);

    assertThat(problems("definitions", view)).isEmpty();
    assertThat(mistakes(SOURCE, view)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evry: 1d",
        "name: V",
        "name:",
        "version: 0",
        "version: one",
        "every: 0s",
        "every: 1 day",
        "every: -1d",
        "every: [1d]",
        "delay: soon",
        "max_age: 1d",
        "window: 1d",
        "dialect: duckdb",
        "sql: select 1",
        "keys: []",
        "keys: id",
        "keys: [{name: id}]",
        "keys: ['a b']",
        "features: []",
        "features: [c_1d]",
        "features: [{expr: c_1d}]",
        "features: [{name: f, exprr: c_1d}]",
        "features: [{name: f, expr: c_1d, type: double}]",
        "features: [{name: f, expr: [c_1d]}]",
        "aggregates: []",
        "aggregates: [count(*)]",
        "aggregates: [{name: c, windows: [1d]}]",
        "aggregates: [{name: c, expr: count(*)}]",
        "aggregates: [{name: c, expr: count(*), windows: []}]",
        "aggregates: [{name: c, expr: count(*), windows: [0d]}]",
        "aggregates: [{name: c, expr: count(*), windows: [7]}]",
        "aggregates: [{name: c, expr: count(*), windows: [{offset: 1d}]}]",
        "aggregates: [{name: c, expr: count(*), windows: [{length: 1d, offset: -1d}]}]",
        "online: default",
        "online: [{layout: packed}]",
        "online: [{store: cache, layout: pakced}]",
        "online: [{store: cache, layout: hash}]",
        "online: [{store: cache, key: x}]",
        "checks: f > 0",
        "tags: ranking"
      })
  void mistakeInAView_isRefusedByBoth(String line) {
    String view = with(VIEW, line);

    assertThat(problems("definitions", view)).isNotEmpty();
    assertThat(mistakes(SOURCE, view)).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "table: s",
        "table: lake.S",
        "files: '*.csv'",
        "event_time:",
        "columns: [at]",
        "columns: {at: timestampp}",
        "columns: {at: timestamp, 'a b': string}",
        "columns: {at: timestamp, f: float}",
        "columns: {at: timestamp, d: decimal}",
        "columns: {at: timestamp, x: {path: a}}",
        "columns: {at: timestamp, x: {type: string, paht: a}}",
        "kafka: {}",
        "kafka: [clicks]",
        "kafka: {topics: []}",
        "kafka: {topics: [a b]}",
        "kafka: {topics: [a], pattern: b}",
        "kafka: {topics: [a], start: now}",
        "kafka: {topics: [a], commit_every: 0s}",
        "kafka: {topics: [a], commit_bytes: 1TB}",
        "kafka: {topic: [a]}",
        "unnest: [a]"
      })
  void mistakeInASource_isRefusedByBoth(String line) {
    String source = with(SOURCE, line);

    assertThat(problems("definitions", source)).isNotEmpty();
    assertThat(mistakes(source)).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "features: []",
        "features: [v]",
        "features: [{feature: v.f}]",
        "features: [{feature: v.f, default: 1, x: 2}]",
        "views: {v: one}",
        "keys: {id: v}",
        "inputs: {x: strng}",
        "derived: [{name: d}]",
        "derived: [{expr: v.f}]"
      })
  void mistakeInAService_isRefusedByBoth(String line) {
    String service = with(SERVICE, line);

    assertThat(problems("definitions", service)).isNotEmpty();
    assertThat(mistakes(SOURCE, VIEW, service)).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"source: s", "filter: x > 0", "tile: 1h", "max_age: 1d", "every:"})
  void mistakeInAnSqlView_isRefusedByBoth(String line) {
    String view = with(QUERY, line);

    assertThat(problems("definitions", view)).isNotEmpty();
    assertThat(mistakes(SOURCE, view)).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"tile: 1h", "window: 1d", "dialect: spark", "source:"})
  void mistakeInATableView_isRefusedByBoth(String line) {
    String view = with(TABLE, line);

    assertThat(problems("definitions", view)).isNotEmpty();
    assertThat(mistakes(SOURCE, view)).isNotEmpty();
  }

  /** The reader lists the keys that it knows where one is unknown. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "source | kind: source@",
        "source_column | kind: source@columns: {x: {@}}",
        "view | kind: feature_view@",
        "aggregate | kind: feature_view@aggregates: [{@}]",
        "window | kind: feature_view@aggregates: [{windows: [{@}]}]",
        "feature | kind: feature_view@sql: a@features: [{@}]",
        "query_key | kind: feature_view@sql: a@keys: [{@}]",
        "target | kind: feature_view@online: [{@}]",
        "service | kind: feature_service@",
        "member | kind: feature_service@features: [{@}]",
        "derived | kind: feature_service@derived: [{@}]"
      })
  void keysOfTheSchema_areThoseThatTheReaderKnows(String definition, String template) {
    String unknown = "qqqqqqqqqq";
    String key = unknown + ": 1";
    String document =
        template.contains("{@}")
            ? template.replace("{@}", "{" + key + "}").replace("@", "\n")
            : template.replace("@", "\n" + key);

    String message = mistakes(document);

    Matcher listed =
        Pattern.compile("unknown key '" + unknown + "' \\(expected: one of ([^)]*)\\)")
            .matcher(message);
    assertThat(listed.find()).as(message).isTrue();
    assertThat(new TreeSet<>(Arrays.asList(listed.group(1).split(", "))))
        .isEqualTo(
            new TreeSet<>(properties("definitions", "definitions/" + definition + "/properties")));
  }

  // factory.yaml

  @ParameterizedTest
  @ValueSource(
      strings = {
        "project: shop",
        "project: ${NAME}",
        "engine: spark",
        "publish_delay: 1h",
        "registry: jdbc:sqlite:a.db",
        "catalog: jdbc:sqlite:a.db",
        "catalog: {type: jdbc, uri: 'jdbc:sqlite:a.db'}",
        "catalog: {type: rest, uri: 'https://h/api', warehouse: w, credential: 'a:b', token: t, properties: {scope: s, n: 1}}",
        "catalog: {type: glue}",
        "catalog: {type: glue, region: r, account: 123456789012, endpoint: 'http://e'}",
        "catalogs: {dwh: {type: glue}}",
        "{catalogs: {dwh: {type: jdbc, uri: 'jdbc:sqlite:a.db', name: n}}, lake: {clicks: dwh.web.clicks}}",
        "online: {}",
        "online: {a: {type: rocksdb}, b: {type: redis, uri: 'redis://h'}}",
        "online: {a: {type: redis, uri: r, layout: hash, key: '{key}', field: ['{feature}']}}",
        "online: {a: {type: redis, uri: r, credentials: {type: file, path: p}}}",
        "online: {a: {type: redis, uri: r, credentials: {type: iam, user: u, cluster: c, region: r}}}",
        "online: {a: {type: dynamodb, region: r}}",
        "online: {a: {type: dynamodb, region: r, table: tab, endpoint: 'http://e', timeout: 50ms, read_capacity: 5, write_capacity: 5}}",
        "compute: {memory: 2GB, threads: 4}",
        "import: {max_bad_rows: 100}",
        "serving: {log: {share: 1%}}",
        "serving: {log: {share: 0.01, services: {search_ranking: 12.5%}}}"
      })
  void setting_isTakenByBoth(String line) {
    assertThat(problems("factory", line)).isEmpty();
    assertThat(settingsMistakes(line)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "projct: shop",
        "project: My Shop",
        "engine: flink",
        "publish_delay: soon",
        "lease: 0s",
        "catalog: [a]",
        "catalog: {type: hive}",
        "catalog: {uri: 'https://h'}",
        "catalog: {type: rest}",
        "catalog: {type: rest, uri: 'https://h', user: u}",
        "catalog: {type: glue, uri: 'https://h'}",
        "catalog: {type: glue, properties: {a: [b]}}",
        "catalogs: {dwh: jdbc:sqlite:a.db}",
        "catalogs: {Dwh: {type: glue}}",
        "catalogs: {dwh: {type: jdbc, uri: 'jdbc:sqlite:a.db'}}",
        "{catalogs: {dwh: {type: glue}}, lake: {clicks: dwh.clicks}}",
        "{catalogs: {dwh: {type: glue}}, lake: {Clicks: dwh.web.clicks}}",
        "online: []",
        "online: {a: rocksdb}",
        "online: {A: {type: rocksdb}}",
        "online: {a: {type: rocksdb, paht: x}}",
        "online: {a: {type: redis}}",
        "online: {a: {type: redis, uri: r, layout: json}}",
        "online: {a: {type: redis, uri: r, credentials: {type: vault, path: p}}}",
        "online: {a: {type: memcached, uri: x}}",
        "online: {a: {type: dynamodb, table: tab}}",
        "online: {a: {type: dynamodb, region: r, read_capacity: 0, write_capacity: 5}}",
        "compute: {memory: lots}",
        "compute: {threads: 0}",
        "compute: {cores: 1}",
        "import: {max_bad_rows: -1}",
        "serving: {log: 1%}",
        "serving: {log: {share: 101%}}",
        "serving: {log: {share: 1.5}}",
        "serving: {log: {services: {Search: 1%}}}",
        "- a"
      })
  void mistakeInSettings_isRefusedByBoth(String line) {
    assertThat(problems("factory", line)).isNotEmpty();
    assertThat(settingsMistakes(line)).isNotEmpty();
  }

  @Test
  void keysOfFactoryYaml_areThoseThatTheReaderKnows() {
    String message = settingsMistakes("qqqqqqqqqq: 1");

    assertThat(message)
        .contains(
            "(expected: one of "
                + String.join(", ", new TreeSet<>(properties("factory", "properties")))
                + ")");
  }

  // Running both

  /** The document with a line in the place of that of the same key, or at the end. */
  private static String with(String document, String line) {
    String key = line.substring(0, line.indexOf(':') + 1);
    String rest =
        document.lines().filter(l -> !l.startsWith(key)).reduce("", (all, l) -> all + l + "\n");
    return rest + line + "\n";
  }

  private static List<String> documents(String text) {
    return Arrays.stream(text.split("(?m)^---.*$")).filter(d -> !d.isBlank()).toList();
  }

  /** What the reader says of documents; the empty text if nothing. */
  private static String mistakes(String... documents) {
    Throwable failure =
        catchThrowable(
            () ->
                DefinitionReader.read(
                    List.of(DefinitionFile.of("a.yaml", String.join("---\n", documents))),
                    Examples.ENVIRONMENT));
    return failure == null ? "" : String.valueOf(failure.getMessage());
  }

  private static String settingsMistakes(String text) {
    Throwable failure =
        catchThrowable(
            () ->
                SettingsReader.read(
                    List.of(DefinitionFile.of("factory.yaml", text)), name -> "value"));
    return failure == null ? "" : String.valueOf(failure.getMessage());
  }

  private static List<String> problems(String schema, String document) {
    return schema(schema).validate(document, InputFormat.YAML).stream()
        .map(Object::toString)
        .toList();
  }

  /** The keys of the mapping at a path such as {@code definitions/view/properties}. */
  private static List<String> properties(String schema, String path) {
    YamlNode node = YamlParser.parse(schema, text(schema), new Faults()).get(0);
    for (String key : path.split("/", -1)) {
      node = ((YamlMapping) node).find(key);
    }
    return ((YamlMapping) node).entries().stream().map(entry -> entry.key().text()).toList();
  }

  private static Schema schema(String name) {
    return SCHEMAS.computeIfAbsent(name, SchemaTest::load);
  }

  private static Schema load(String name) {
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7).getSchema(text(name));
  }

  private static String text(String name) {
    try (InputStream in =
        SchemaTest.class.getResourceAsStream("/schema/" + name + ".schema.json")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
