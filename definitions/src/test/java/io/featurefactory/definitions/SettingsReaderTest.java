package io.featurefactory.definitions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.featurefactory.definitions.FactorySettings.ComputeSettings;
import io.featurefactory.definitions.FactorySettings.DynamoDb;
import io.featurefactory.definitions.FactorySettings.EmrFleet;
import io.featurefactory.definitions.FactorySettings.EmrSettings;
import io.featurefactory.definitions.FactorySettings.Engine;
import io.featurefactory.definitions.FactorySettings.ExecutorSize;
import io.featurefactory.definitions.FactorySettings.Hashes;
import io.featurefactory.definitions.FactorySettings.Iam;
import io.featurefactory.definitions.FactorySettings.ImportSettings;
import io.featurefactory.definitions.FactorySettings.KafkaLogin;
import io.featurefactory.definitions.FactorySettings.KafkaLogin.Mechanism;
import io.featurefactory.definitions.FactorySettings.KafkaSettings;
import io.featurefactory.definitions.FactorySettings.KafkaTls;
import io.featurefactory.definitions.FactorySettings.KubernetesSettings;
import io.featurefactory.definitions.FactorySettings.PasswordFile;
import io.featurefactory.definitions.FactorySettings.Redis;
import io.featurefactory.definitions.FactorySettings.RegistrySettings;
import io.featurefactory.definitions.FactorySettings.RocksDb;
import io.featurefactory.definitions.FactorySettings.RowCacheSettings;
import io.featurefactory.definitions.FactorySettings.S3Settings;
import io.featurefactory.definitions.FactorySettings.ServedLogSettings;
import io.featurefactory.definitions.FactorySettings.ServingSettings;
import io.featurefactory.definitions.FactorySettings.SparkSettings;
import io.featurefactory.definitions.FactorySettings.Submit;
import io.featurefactory.definitions.FactorySettings.Workers;
import io.featurefactory.model.CatalogSettings;
import io.featurefactory.model.DatabaseUrl;
import io.featurefactory.model.OtherTable;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsReaderTest {
  private static final Map<String, String> VARIABLES =
      Map.of("HOST", "db", "PASSWORD", "s3cret: ${HOST}");

  @ParameterizedTest
  @ValueSource(strings = {"", "# nothing\n", "---\n", "{}"})
  void read_emptyFile_hasTheDefaults(String yaml) {
    assertThat(read(yaml))
        .isEqualTo(
            new FactorySettings(
                "marketplace",
                Engine.LOCAL,
                ".factory/warehouse",
                new CatalogSettings.Database(
                    new DatabaseUrl("jdbc:sqlite:.factory/catalog.db"), "marketplace"),
                Map.of(),
                "jdbc:sqlite:.factory/registry.db",
                Duration.ofMinutes(30),
                Duration.ofSeconds(30),
                Map.of("default", new RocksDb(".factory/online")),
                new ComputeSettings(null, null),
                SparkSettings.DEFAULT,
                S3Settings.DEFAULT,
                new ImportSettings(0),
                Map.of(),
                ServingSettings.DEFAULT));
  }

  @Test
  void read_noFile_hasTheDefaults() {
    assertThat(SettingsReader.read(List.of(), VARIABLES::get)).isEqualTo(read(""));
  }

  @Test
  void read_everyKey_isTaken() {
    assertThat(
            read(
                """
                project: shop
                engine: spark
                warehouse: s3://bucket/prefix
                catalog: jdbc:postgresql://${HOST}/catalog
                catalogs:
                  dwh: {type: glue, region: eu-west-1, account: 123, properties: {glue.skip-name-validation: true}}
                  team: {type: rest, uri: https://catalog/api/, warehouse: main, credential: "id:${PASSWORD}"}
                  old: {type: jdbc, uri: "jdbc:sqlite:/old.db", name: old_shop}
                lake: {clicks: dwh.web.clicks, contacts: team.a.b.contacts, sales: old.web.sales}
                registry: jdbc:postgresql://db/registry
                publish_delay: 1h
                lease: 2m
                online:
                  default: {type: rocksdb, path: /data/online}
                  cache: {type: redis, uri: "redis://user:${PASSWORD}@localhost:6379"}
                  table: {type: dynamodb, region: eu-west-1, table: features}
                compute: {memory: 2GB, threads: 4}
                spark:
                  submit: standalone
                  master: spark://master:7077
                  home: /opt/spark
                  conf: {spark.executor.memory: 2g, spark.ssl.keyPassword: "${PASSWORD}"}
                s3:
                  endpoint: http://localhost:9000
                  region: eu-west-1
                  access_key: me
                  secret_key: ${PASSWORD}
                import: {max_bad_rows: 100}
                kafka:
                  default:
                    brokers: "b1:9092,b2:9092"
                    tls: {ca: ca.pem}
                    login: {mechanism: scram-sha-512, user: shop, password: "${PASSWORD}"}
                    properties: {sasl.jaas.config: "${PASSWORD}"}
                    registry: {type: confluent, url: "https://schemas:8081", user: me, password: "${PASSWORD}"}
                serving:
                  log: {share: 1%, services: {search: 0.5}}
                  cache: {size: 256MB, keep: 5s}
                """))
        .isEqualTo(
            new FactorySettings(
                "shop",
                Engine.SPARK,
                "s3://bucket/prefix",
                new CatalogSettings.Database(
                    new DatabaseUrl("jdbc:postgresql://db/catalog"), "shop"),
                Map.of(
                    "clicks",
                    new OtherTable(
                        "dwh.web.clicks",
                        new CatalogSettings.Glue(
                            Map.of(
                                "client.region",
                                "eu-west-1",
                                "glue.id",
                                "123",
                                "glue.skip-name-validation",
                                "true")),
                        List.of("web"),
                        "clicks"),
                    "contacts",
                    new OtherTable(
                        "team.a.b.contacts",
                        new CatalogSettings.Rest(
                            "https://catalog/api",
                            Map.of("warehouse", "main", "credential", "id:s3cret: ${HOST}")),
                        List.of("a", "b"),
                        "contacts"),
                    "sales",
                    new OtherTable(
                        "old.web.sales",
                        new CatalogSettings.Database(
                            new DatabaseUrl("jdbc:sqlite:/old.db"), "old_shop"),
                        List.of("web"),
                        "sales")),
                "jdbc:postgresql://db/registry",
                Duration.ofHours(1),
                Duration.ofMinutes(2),
                Map.of(
                    "default", new RocksDb("/data/online"),
                    "cache",
                        new Redis(
                            "redis://user:s3cret: ${HOST}@localhost:6379",
                            false,
                            null,
                            null,
                            null,
                            null,
                            null),
                    "table", new DynamoDb("eu-west-1", "features", null, null, null, null, false)),
                new ComputeSettings(2L << 30, 4),
                new SparkSettings(
                    Submit.STANDALONE,
                    "spark://master:7077",
                    "/opt/spark",
                    Map.of(
                        "spark.executor.memory", "2g",
                        "spark.ssl.keyPassword", "s3cret: ${HOST}"),
                    null,
                    null),
                new S3Settings("http://localhost:9000", "eu-west-1", "me", "s3cret: ${HOST}"),
                new ImportSettings(100),
                Map.of(
                    "default",
                    new KafkaSettings(
                        "b1:9092,b2:9092",
                        new KafkaTls("ca.pem", null, null),
                        new KafkaLogin(Mechanism.SCRAM_SHA_512, "shop", "s3cret: ${HOST}"),
                        Map.of("sasl.jaas.config", "s3cret: ${HOST}"),
                        new RegistrySettings(
                            false,
                            URI.create("https://schemas:8081"),
                            "me",
                            "s3cret: ${HOST}",
                            ""))),
                new ServingSettings(
                    new ServedLogSettings(0.01, Map.of("search", 0.5)),
                    new RowCacheSettings(256L << 20, Duration.ofSeconds(5)))));
  }

  @Test
  void read_cacheWithoutLimits_saysWhatIsExpected() {
    assertThatThrownBy(() -> read("serving: {cache: {size: lots, keep: 0s}}"))
        .hasMessage(
            """
            factory.yaml:1:25: size: 'lots' (expected: a size such as 64MB or 2GB)
            factory.yaml:1:37: keep: '0s' (expected: a positive duration such as 50ms, 2s or 1m)\
            """);
    assertThatThrownBy(() -> read("serving: {cache: {size: 1MB}}"))
        .hasMessageContaining("missing 'keep' (expected: how long a row may be used, such as 5s)");
  }

  @Test
  void read_environment_winsKeyByKey() {
    FactorySettings settings =
        SettingsReader.read(
            List.of(
                DefinitionFile.of(
                    "factory.yaml",
                    "project: shop\ncompute: {memory: 1GB, threads: 2}\n"
                        + "online: {default: {type: rocksdb}, cache: {type: redis, uri: a}}"),
                DefinitionFile.of(
                    "factory.prod.yaml",
                    "compute: {memory: 64MB}\nonline: {cache: {type: redis, uri: b}}")),
            VARIABLES::get);

    assertThat(settings.project()).isEqualTo("shop");
    assertThat(settings.compute()).isEqualTo(new ComputeSettings(64L << 20, 2));
    assertThat(settings.online())
        .isEqualTo(
            Map.of(
                "default",
                new RocksDb(".factory/online"),
                "cache",
                new Redis("b", false, null, null, null, null, null)));
  }

  @Test
  void read_sharesThatAreNone_areRefused() {
    assertThatThrownBy(
            () ->
                read(
                    """
                    serving:
                      logs: {share: 1%}
                      log: {share: 101%, shares: 1, services: {search: -1, Other: 1%}}
                    """))
        .hasMessageContaining("2:3: unknown key 'logs' (did you mean 'log'?)")
        .hasMessageContaining("3:16: share: '101%' (expected: a share such as 1% or 0.01)")
        .hasMessageContaining("unknown key 'shares' (did you mean 'share'?)")
        .hasMessageContaining("search: '-1' (expected: a share such as 1% or 0.01)")
        .hasMessageContaining("service: 'Other'");
  }

  @Test
  void read_mistakes_tellsAllOfThem() {
    assertThatThrownBy(
            () ->
                read(
                    """
                    projct: shop
                    project: My Shop
                    engine: flink
                    publish_delay: soon
                    registry: jdbc:${NOT_SET}/${bad name}
                    catalog: [a]
                    online:
                      default: {type: rocksdb, paht: x}
                      cache: {type: redis}
                      other: {type: memcached, uri: x}
                      Table: {type: dynamodb}
                      plain: rocksdb
                    compute: {memory: lots, threads: 0, cores: 1}
                    import: {max_bad_rows: -1}
                    """))
        .hasMessage(
            """
            factory.yaml:1:1: unknown key 'projct' (did you mean 'project'?)
            factory.yaml:2:10: project: 'My Shop' (expected: a lower case letter, then lower case letters, digits and _, at most 63)
            factory.yaml:3:9: unknown engine 'flink' (expected: one of local, spark)
            factory.yaml:4:16: publish_delay: 'soon' (expected: a duration such as 30s, 15m, 1h, 1d or 1w)
            factory.yaml:5:16: environment variable NOT_SET is not set (expected: a value for ${NOT_SET})
            factory.yaml:5:27: '${bad name}' (expected: ${NAME}, capitals, digits and _)
            factory.yaml:6:10: catalog: a list (expected: a URL such as jdbc:sqlite:.factory/catalog.db, {type: rest, uri: ...} or {type: glue, region: ...})
            factory.yaml:8:28: unknown key 'paht' (did you mean 'path'?)
            factory.yaml:9:10: missing 'uri' (expected: a URI such as redis://localhost:6379)
            factory.yaml:10:17: unknown store type 'memcached' (expected: one of dynamodb, redis, rocksdb)
            factory.yaml:11:3: store: 'Table' (expected: a lower case letter, then lower case letters, digits and _, at most 63)
            factory.yaml:11:10: missing 'region' (expected: a region such as eu-west-1)
            factory.yaml:12:10: plain: 'rocksdb' (expected: {type: rocksdb, path: .factory/online})
            factory.yaml:13:19: memory: 'lots' (expected: a size such as 64MB or 2GB)
            factory.yaml:13:34: threads: '0' (expected: a whole number of at least 1)
            factory.yaml:13:37: unknown key 'cores' (expected: one of memory, threads)
            factory.yaml:14:24: max_bad_rows: '-1' (expected: a whole number of at least 0)\
            """);
  }

  @Test
  void read_s3ThatCannotBe_saysWhatIsExpected() {
    assertThatThrownBy(() -> read("s3: {endpoint: localhost, secret_key: x, bucket: b}"))
        .hasMessage(
            """
            factory.yaml:1:16: endpoint: 'localhost' (expected: a URI such as http://localhost:8000)
            factory.yaml:1:39: secret_key: no access_key (expected: both, or none of them)
            factory.yaml:1:42: unknown key 'bucket' (expected: one of access_key, endpoint, region, secret_key)\
            """);
  }

  @Test
  void read_sparkThatCannotBe_saysWhatIsExpected() {
    assertThatThrownBy(
            () ->
                read(
                    """
                    spark:
                      master: mesos://host
                      submit: emr2
                      hoem: /opt/spark
                      conf:
                        spark.master: yarn
                        executor.memory: 2g
                        spark.executor.cores: [1]
                    """))
        .hasMessage(
            """
            factory.yaml:2:11: master: 'mesos://host' (expected: a master of Spark such as local[*], spark://host:7077 or yarn)
            factory.yaml:3:11: unknown submit 'emr2' (did you mean 'emr'?)
            factory.yaml:4:3: unknown key 'hoem' (did you mean 'home'?)
            factory.yaml:6:5: conf: 'spark.master' (expected: master: beside conf)
            factory.yaml:7:5: conf: 'executor.memory' (expected: names that begin with spark.)
            factory.yaml:8:27: spark.executor.cores: a list (expected: one value)\
            """);
    assertThatThrownBy(() -> read("spark: {submit: standalone}"))
        .hasMessage(
            "factory.yaml:1:17: master: nothing (expected: that of the standalone cluster, such as"
                + " spark://host:7077)");
    assertThatThrownBy(() -> read("spark: {submit: standalone, master: yarn}"))
        .hasMessageContaining("1:37: master: 'yarn' (expected: that of the standalone cluster");
  }

  @Test
  void read_emrServerless_hasItsOptions() {
    FactorySettings settings =
        read(
            """
            spark:
              submit: emr-serverless
              emr:
                region: eu-west-1
                role: arn:aws:iam::123456789012:role/ff
                subnets: [subnet-0ab1]
                security_groups: [sg-0ab1]
                workers: {max: 40}
                executor: {cpu: 8, memory: 32GB, disk: 200GB}
                idle: 5m
                logs: s3://logs/ff
            """);

    assertThat(settings.spark().submit()).isEqualTo(Submit.EMR_SERVERLESS);
    assertThat(settings.spark().emr())
        .isEqualTo(
            new EmrSettings(
                "eu-west-1",
                null,
                null,
                "arn:aws:iam::123456789012:role/ff",
                new EmrFleet(
                    "emr-7.12.0",
                    "EMR_DefaultRole",
                    List.of(),
                    List.of("subnet-0ab1"),
                    List.of("sg-0ab1"),
                    Duration.ofMinutes(5)),
                new Workers(1, 40, 0),
                new ExecutorSize(8, 32L << 30, 200L << 30),
                "s3://logs/ff"));
  }

  @Test
  void read_emr_hasItsOptions() {
    FactorySettings settings =
        read(
            """
            spark:
              submit: emr
              emr: {instances: [r7gd.2xlarge], workers: {min: 2, spot: 80%}, endpoint: "http://e:1"}
            """);

    assertThat(settings.spark().emr())
        .isEqualTo(
            new EmrSettings(
                null,
                "http://e:1",
                null,
                "EMR_EC2_DefaultRole",
                new EmrFleet(
                    "emr-7.12.0",
                    "EMR_DefaultRole",
                    List.of("r7gd.2xlarge"),
                    List.of(),
                    List.of(),
                    Duration.ofMinutes(15)),
                new Workers(2, 10, 0.8),
                new ExecutorSize(4, 16L << 30, null),
                null));
    assertThat(read("spark: {submit: emr, emr: {cluster: j-2AB}}").spark().emr())
        .satisfies(emr -> assertThat(emr.place()).isEqualTo("j-2AB"))
        .satisfies(emr -> assertThat(emr.role()).isNull());
  }

  @Test
  void read_kubernetes_hasItsOptions() {
    FactorySettings settings =
        read(
            """
            spark:
              submit: kubernetes
              master: k8s://https://cluster:443
              kubernetes: {image: "r/ff:1", namespace: features, service_account: spark, workers: {max: 3}}
            """);

    assertThat(settings.spark().kubernetes())
        .isEqualTo(
            new KubernetesSettings(
                "r/ff:1",
                "local:///opt/feature-factory/feature-factory-spark-job.jar",
                "features",
                "spark",
                new Workers(1, 3, 0),
                new ExecutorSize(4, 16L << 30, null)));
    assertThatThrownBy(() -> read("spark: {submit: kubernetes, master: yarn}"))
        .hasMessageContaining(
            "master: 'yarn' (expected: the API of Kubernetes, such as k8s://https://host:443)")
        .hasMessageContaining("missing 'kubernetes' (expected: what pods are made of");
    assertThat(read("spark: {kubernetes: {image: a, jar: /b}}").spark().kubernetes()).isNull();
  }

  @Test
  void read_emrThatCannotBe_saysWhatIsExpected() {
    assertThatThrownBy(() -> read("spark: {submit: emr}"))
        .hasMessageStartingWith(
            "factory.yaml:1:17: missing 'emr' (expected: where that is, such as");
    assertThat(read("spark: {emr: {region: eu-west-1}}").spark().emr()).isNull();
    assertThat(read("spark: {emr: 5}").spark().emr()).isNull();
    assertThatThrownBy(() -> read("spark: {submit: emr, emr: j-2AB}"))
        .hasMessage(
            "factory.yaml:1:27: emr: 'j-2AB' (expected: where that is, such as {region: eu-west-1, role: arn:aws:iam::123456789012:role/ff})");
    assertThatThrownBy(
            () ->
                read(
                    """
                    spark:
                      submit: emr-serverless
                      master: yarn
                      emr:
                        role: ff
                        release: emr-6.15.0
                        instances: [m7g.xlarge]
                        workers: {min: 5, max: 2, spot: 10%}
                        executor: {cpu: 4, memory: 64GB, disk: 1GB}
                        idle: 10s
                    """))
        .hasMessage(
            """
            factory.yaml:5:11: role: 'ff' (expected: an ARN such as arn:aws:iam::123456789012:role/ff)
            factory.yaml:6:14: release: 'emr-6.15.0' (expected: a release of EMR from emr-7.0.0 on)
            factory.yaml:7:5: unknown key 'instances' (expected: one of application, endpoint, executor, idle, logs, region, release, role, security_groups, subnets, workers)
            factory.yaml:8:28: max: '2' (expected: at least min, 5)
            factory.yaml:8:31: unknown key 'spot' (expected: one of max, min)
            factory.yaml:9:15: executor: 4 cpu with 65536 MB (expected: 8GB to 30GB in steps of 1GB, as EMR Serverless has with 4)
            factory.yaml:9:44: disk: '1GB' (expected: 20GB to 2000GB, as EMR Serverless has)
            factory.yaml:10:11: idle: '10s' (expected: 1m to 7d, as Amazon takes it)\
            """);
    assertThatThrownBy(
            () -> read("spark: {submit: emr, emr: {cluster: j-2AB, workers: {max: 5}, idle: 5m}}"))
        .hasMessageContaining("'idle' has no meaning in a cluster that is there")
        .hasMessageContaining("'workers' has no meaning in a cluster that is there");
    assertThatThrownBy(() -> read("spark: {submit: emr, emr: {region: eu-west-1}}"))
        .hasMessageContaining("missing 'cluster or instances'");
    assertThatThrownBy(() -> read("spark: {submit: emr, emr: {instances: [m7g], subnets: [a]}}"))
        .hasMessageContaining("instances: 'm7g' (expected: an instance type such as r7gd.2xlarge)")
        .hasMessageContaining("subnets: 'a' (expected: a subnet such as subnet-0ab1)");
  }

  @Test
  void read_dynamoDb_hasItsOptions() {
    FactorySettings settings =
        read(
            """
            online:
              a: {type: dynamodb, region: eu-west-1}
              b: {type: dynamodb, region: eu-west-1, table: abc, endpoint: "http://localhost:8000",
                  timeout: 50ms, layout: attributes, read_capacity: 20, write_capacity: 10}
            """);

    assertThat(settings.online())
        .containsEntry("a", new DynamoDb("eu-west-1", null, null, null, null, null, false))
        .containsEntry(
            "b",
            new DynamoDb(
                "eu-west-1", "abc", "http://localhost:8000", Duration.ofMillis(50), 20, 10, true));
    assertThatThrownBy(
            () ->
                read(
                    """
                    online:
                      a: {type: dynamodb, regoin: eu-west-1}
                      b: {type: dynamodb, region: x, table: a/b, endpoint: localhost, layout: hash, read_capacity: 5}
                    """))
        .hasMessage(
            """
            factory.yaml:2:6: missing 'region' (expected: a region such as eu-west-1)
            factory.yaml:2:23: unknown key 'regoin' (did you mean 'region'?)
            factory.yaml:3:41: table: 'a/b' (expected: the name of a table, of 3 to 255 letters, digits and _ . -)
            factory.yaml:3:56: endpoint: 'localhost' (expected: a URI such as http://localhost:8000)
            factory.yaml:3:75: layout: 'hash' (expected: packed or attributes)
            factory.yaml:3:96: read_capacity: no write_capacity (expected: both, or none of them)\
            """);
  }

  @Test
  void read_redis_hasItsOptions() {
    FactorySettings settings =
        read(
            """
            online:
              a: {type: redis, uri: "redis://h", cluster: true, shards: 32, timeout: 50ms, ca: ca.pem}
            """);

    assertThat(settings.online())
        .containsEntry(
            "a", new Redis("redis://h", true, 32, Duration.ofMillis(50), "ca.pem", null, null));
    assertThatThrownBy(
            () ->
                read(
                    """
                    online:
                      a: {type: redis, uri: "redis://h", cluster: maybe, shards: 2000, timeout: soon}
                    """))
        .hasMessage(
            """
            factory.yaml:2:47: cluster: 'maybe' (expected: true or false)
            factory.yaml:2:62: shards: '2000' (expected: a whole number of at most 1024)
            factory.yaml:2:77: timeout: 'soon' (expected: a positive duration such as 50ms, 2s or 1m)\
            """);
  }

  @Test
  void read_redis_hasCredentialsAndHashes() {
    FactorySettings settings =
        read(
            """
            online:
              a:
                type: redis
                uri: redis://h
                credentials: {type: file, user: features, path: secrets/redis}
                layout: hash
                key: "features:{key_name}:{key}"
                field: ["{feature}_{category}", "{feature}"]
              b:
                type: redis
                uri: rediss://h
                credentials: {type: iam, user: features, cluster: shop, region: eu-west-1}
            """);

    assertThat(settings.online())
        .containsEntry(
            "a",
            new Redis(
                "redis://h",
                false,
                null,
                null,
                null,
                new PasswordFile("features", "secrets/redis"),
                new Hashes(
                    List.of("features:{key_name}:{key}"),
                    List.of("{feature}_{category}", "{feature}"))))
        .containsEntry(
            "b",
            new Redis(
                "rediss://h",
                false,
                null,
                null,
                null,
                new Iam("features", "shop", "eu-west-1", false),
                null));
    assertThatThrownBy(
            () ->
                read(
                    """
                    online:
                      a: {type: redis, uri: "redis://h", credentials: {type: fil}}
                      b: {type: redis, uri: "redis://h", credentials: {type: iam, user: u}}
                      c: {type: redis, uri: "redis://h", key: "{key}"}
                      d: {type: redis, uri: "redis://h", layout: hash, cluster: true}
                      e: {type: redis, uri: "redis://h", layout: json}
                    """))
        .hasMessageContaining("2:58: unknown type of credentials 'fil'")
        .hasMessageContaining("3:51: missing 'cluster'")
        .hasMessageContaining("missing 'region' (expected: a region such as eu-west-1)")
        .hasMessageContaining("4:43: key: without layout: hash (expected: layout: hash, or no key)")
        .hasMessageContaining("(expected: packed, in a cluster or with several shards)")
        .hasMessageContaining("layout: 'json' (expected: one of packed, hash)");
  }

  @Test
  void read_valuesOfVariables_areNotTold() {
    assertThatThrownBy(
            () ->
                read(
                    """
                    project: ${PASSWORD}
                    engine: ${PASSWORD}
                    publish_delay: ${PASSWORD}
                    online: {cache: {type: "${PASSWORD}"}, other: "${PASSWORD}"}
                    """))
        .hasMessage(
            """
            factory.yaml:1:10: project: '${PASSWORD}' (expected: a lower case letter, then lower case letters, digits and _, at most 63)
            factory.yaml:2:9: unknown engine '${PASSWORD}' (expected: one of local, spark)
            factory.yaml:3:16: publish_delay: '${PASSWORD}' (expected: a duration such as 30s, 15m, 1h, 1d or 1w)
            factory.yaml:4:24: unknown store type '${PASSWORD}' (expected: one of dynamodb, redis, rocksdb)
            factory.yaml:4:47: other: '${PASSWORD}' (expected: {type: rocksdb, path: .factory/online})\
            """);
  }

  @Test
  void read_secondDocumentAndTooLittleMemory_areRefused() {
    assertThatThrownBy(() -> read("compute: {memory: 1KB}\n---\nproject: b\n"))
        .hasMessage(
            """
            factory.yaml:1:19: memory: '1KB' (expected: at least 64MB)
            factory.yaml:3:1: a second document (expected: one; an environment has a file of its own, factory.NAME.yaml)\
            """);
  }

  @Test
  void read_listOrText_isNoSettings() {
    assertThatThrownBy(() -> read("- a\n"))
        .hasMessage(
            "factory.yaml:1:1: document is a list (expected: keys with values, such as kind:"
                + " source)");
  }

  @Test
  void read_lakeOfAnUnknownCatalog_isAFault() {
    assertThatThrownBy(
            () ->
                read(
                    """
                    catalogs: {dwh: {type: glue}}
                    lake: {clicks: dwj.web.clicks, views: dwh.views}
                    """))
        .hasMessage(
            """
            factory.yaml:2:16: unknown catalog 'dwj' (did you mean 'dwh'?)
            factory.yaml:2:39: table: 'dwh.views' (expected: CATALOG.NAMESPACE.TABLE, with a catalog of catalogs:)"""
                .strip());
  }

  @Test
  void read_addressOfACatalogWithMore_isAFaultWithoutSecrets() {
    for (String uri : List.of("https://me:hunter2@h", "https://h?token=hunter2", "https://h/v1/")) {
      assertThatThrownBy(() -> read("catalog: {type: rest, uri: \"" + uri + "\"}"))
          .hasMessageStartingWith("factory.yaml:1:28: uri: 'https://")
          .hasMessageEndingWith("without /v1, user and query)")
          .hasMessageNotContaining("hunter2");
    }
  }

  @Test
  void toString_secrets_areNotShown() {
    FactorySettings settings =
        read(
            """
            catalog: "jdbc:postgresql://db/c?user=me&password=hunter2&ssl=true"
            registry: "postgresql://me:hunter2@db/r"
            catalogs:
              team: {type: rest, uri: https://team, credential: "id:hunter2", properties: {header.X-Key: hunter2}}
              dwh: {type: glue, properties: {glue.secret: hunter2}}
            lake: {clicks: team.web.clicks, sales: dwh.web.sales}
            online: {cache: {type: redis, uri: "redis://:hunter2@h:6379"}}
            """);

    assertThat(settings.toString())
        .doesNotContain("hunter2")
        .contains("postgresql://db/c")
        .contains("https://team[credential, header.X-Key]")
        .contains("postgresql://me:***@db/r")
        .contains("redis://:***@h:6379");
  }

  private static FactorySettings read(String yaml) {
    return SettingsReader.read(List.of(DefinitionFile.of("factory.yaml", yaml)), VARIABLES::get);
  }
}
