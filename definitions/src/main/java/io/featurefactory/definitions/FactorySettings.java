package io.featurefactory.definitions;

import io.featurefactory.model.CatalogSettings;
import io.featurefactory.model.OtherTable;
import java.io.Serializable;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where things are, of a project in an environment ({@code factory.yaml}, {@code
 * factory.<env>.yaml}). Immutable; its text shows no secrets.
 *
 * @param project in front of everything in a shared store
 * @param warehouse a folder, relative to the project's, or a URI
 * @param catalog which names the tables; paths of its file are relative to the project's folder
 * @param lake tables that others write, by the names that they have here
 * @param registry a JDBC URL
 * @param publishDelay assumed for history that was never served
 * @param lease how long a view stays with a process that gives no sign of life any more
 * @param online stores by name, in the order of the file
 * @param kafka clusters by name
 */
public record FactorySettings(
    String project,
    Engine engine,
    String warehouse,
    CatalogSettings catalog,
    Map<String, OtherTable> lake,
    String registry,
    Duration publishDelay,
    Duration lease,
    Map<String, OnlineSettings> online,
    ComputeSettings compute,
    SparkSettings spark,
    S3Settings s3,
    ImportSettings imports,
    Map<String, KafkaSettings> kafka,
    ServingSettings serving) {
  private static final Pattern PASSWORD =
      Pattern.compile("(?i)([?&;](?:password|user|secret|token|key)=)[^&;]*|(//[^/@:]*:)[^@/]*@");

  /** Spark's own rule, spark.redaction.regex. */
  private static final Pattern SECRET_NAME =
      Pattern.compile("(?i)secret|password|token|access[.]?key");

  public FactorySettings {
    lake = Collections.unmodifiableMap(new LinkedHashMap<>(lake));
    online = Collections.unmodifiableMap(new LinkedHashMap<>(online));
    kafka = Collections.unmodifiableMap(new LinkedHashMap<>(kafka));
  }

  /**
   * A cluster of Kafka.
   *
   * @param brokers some of them, {@code HOST:PORT,HOST:PORT}
   * @param tls null for connections that are not encrypted
   * @param login null for none
   * @param properties of Kafka's client, by name
   * @param registry of schemas; null if there is none
   */
  public record KafkaSettings(
      String brokers,
      @Nullable KafkaTls tls,
      @Nullable KafkaLogin login,
      Map<String, String> properties,
      @Nullable RegistrySettings registry) {
    public KafkaSettings {
      properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
    }

    /** Properties have secrets in many places. */
    @Override
    public String toString() {
      return "KafkaSettings[brokers=%s, tls=%s, login=%s, properties=%s, registry=%s]"
          .formatted(brokers, tls, login, properties.keySet(), registry);
    }
  }

  /**
   * Encrypted connections to a Kafka; files are relative to the project's folder, and PEM.
   *
   * @param ca certificates to trust; null for those that Java trusts
   * @param certificate of the process; null if it has none
   * @param key of the certificate; null if it has none
   */
  public record KafkaTls(@Nullable String ca, @Nullable String certificate, @Nullable String key) {}

  /** Who asks a Kafka. */
  public record KafkaLogin(Mechanism mechanism, String user, String password) {
    /** How it is proved. */
    public enum Mechanism {
      PLAIN,
      SCRAM_SHA_256,
      SCRAM_SHA_512,
      /** By the machine's credentials of Amazon; user and password are empty. */
      IAM;

      /** As users and Kafka write it, in small letters: {@code scram-sha-512}. */
      public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
      }

      static @Nullable Mechanism find(String word) {
        return Arrays.stream(values()).filter(m -> m.word().equals(word)).findFirst().orElse(null);
      }
    }

    @Override
    public String toString() {
      return "KafkaLogin[mechanism=%s, user=%s]".formatted(mechanism, user);
    }
  }

  /**
   * A registry of schemas.
   *
   * @param apicurio true for Apicurio's own protocol and wire format, false for Confluent's
   * @param url its root
   * @param user empty for none
   * @param password empty for none
   * @param token instead of user and password; empty for none
   */
  public record RegistrySettings(
      boolean apicurio, URI url, String user, String password, String token) {
    @Override
    public String toString() {
      return "RegistrySettings[apicurio=%s, url=%s]".formatted(apicurio, url);
    }
  }

  /** Who schedules tasks. */
  public enum Engine {
    LOCAL,
    SPARK
  }

  /** Where the driver of Spark runs. */
  public enum Submit {
    /** On this machine. */
    LOCAL,
    /** On a worker of a standalone cluster. */
    STANDALONE,
    /** In a pod of Kubernetes. */
    KUBERNETES,
    /** In a cluster of Amazon EMR. */
    EMR,
    /** In an application of Amazon EMR Serverless. */
    EMR_SERVERLESS;

    /** True if it does not see the folders of this machine. */
    public boolean isApart() {
      return this == KUBERNETES || isEmr();
    }

    /** True if Amazon runs it. */
    public boolean isEmr() {
      return this == EMR || this == EMR_SERVERLESS;
    }
  }

  /**
   * The Spark that schedules tasks.
   *
   * @param master as Spark writes it, such as {@code local[*]}
   * @param home folder of a Spark, relative to the project's; null for that of the variable
   *     SPARK_HOME, or the one that is fetched
   * @param conf settings of Spark by name, in the order of the file
   * @param kubernetes not null if jobs are submitted to it
   * @param emr likewise
   */
  public record SparkSettings(
      Submit submit,
      String master,
      @Nullable String home,
      Map<String, String> conf,
      @Nullable KubernetesSettings kubernetes,
      @Nullable EmrSettings emr) {
    /** On this machine, as its only user. */
    public static final SparkSettings DEFAULT =
        new SparkSettings(Submit.LOCAL, "local[*]", null, Map.of(), null, null);

    public SparkSettings {
      conf = Collections.unmodifiableMap(new LinkedHashMap<>(conf));
    }

    @Override
    public String toString() {
      Map<String, String> shown = new TreeMap<>(conf);
      shown.replaceAll((name, value) -> SECRET_NAME.matcher(name).find() ? "***" : value);
      return "SparkSettings[submit=%s, master=%s, home=%s, conf=%s, kubernetes=%s, emr=%s]"
          .formatted(submit, master, home, shown, kubernetes, emr);
    }
  }

  /**
   * Pods for a driver and its executors.
   *
   * @param image with a Spark, and the jar of the job
   * @param jar where that is in the image, {@code local:///}
   * @param namespace null for the one that Spark takes
   * @param serviceAccount of the driver, which makes pods; null for the one that Spark takes
   * @param workers how many executors
   */
  public record KubernetesSettings(
      String image,
      String jar,
      @Nullable String namespace,
      @Nullable String serviceAccount,
      Workers workers,
      ExecutorSize executor) {}

  /**
   * Amazon EMR, or EMR Serverless.
   *
   * @param region null for that of the machine
   * @param endpoint null for the region's own
   * @param place id of the cluster, or of the application, that is there; null if ff makes it
   * @param role who the job is: the role of a run of EMR Serverless, the instance profile of a
   *     cluster; null for a cluster that is there
   * @param fleet what ff makes where there is no place
   * @param workers how many machines, or executors of EMR Serverless
   * @param executor the size of an executor
   * @param logs where Amazon puts the messages of Spark, {@code s3://}; null for a folder of the
   *     warehouse
   */
  public record EmrSettings(
      @Nullable String region,
      @Nullable String endpoint,
      @Nullable String place,
      @Nullable String role,
      EmrFleet fleet,
      Workers workers,
      ExecutorSize executor,
      @Nullable String logs) {}

  /**
   * A cluster or an application to be made.
   *
   * @param release of EMR, such as {@code emr-7.12.0}
   * @param serviceRole of a cluster
   * @param instances types of the machines of a cluster, any of which will do
   * @param idle how long it stays without work
   */
  public record EmrFleet(
      String release,
      String serviceRole,
      List<String> instances,
      List<String> subnets,
      List<String> securityGroups,
      Duration idle) {
    public EmrFleet {
      instances = List.copyOf(instances);
      subnets = List.copyOf(subnets);
      securityGroups = List.copyOf(securityGroups);
    }
  }

  /**
   * How far it scales.
   *
   * @param spot share of the machines of a cluster beyond {@code min} that may be taken away, 0 to
   *     1
   */
  public record Workers(int min, int max, double spot) {}

  /**
   * The size of an executor.
   *
   * @param diskBytes null for the usual
   */
  public record ExecutorSize(int cpu, long memoryBytes, @Nullable Long diskBytes) {}

  /**
   * How S3, or a store that speaks its protocol, is reached.
   *
   * @param endpoint null for AWS's own
   * @param region null for that of the machine
   * @param accessKey with its secret; null for what AWS's own chain finds on the machine
   */
  public record S3Settings(
      @Nullable String endpoint,
      @Nullable String region,
      @Nullable String accessKey,
      @Nullable String secretKey) {
    /** AWS's own, as the machine says. */
    public static final S3Settings DEFAULT = new S3Settings(null, null, null, null);

    @Override
    public String toString() {
      return "S3Settings[endpoint=%s, region=%s, accessKey=%s]"
          .formatted(endpoint, region, accessKey == null ? "none" : "***");
    }
  }

  /** An online store. */
  public sealed interface OnlineSettings extends Serializable permits RocksDb, Redis, DynamoDb {}

  /** On this machine; {@code path} is relative to the project's folder. */
  public record RocksDb(String path) implements OnlineSettings {}

  /**
   * A Redis: a server, the sentinels of one, or a cluster.
   *
   * @param shards parts of each view; null for the usual number
   * @param timeout how long an answer may take; null for the usual time
   * @param ca file of the certificates to trust, relative to the project's folder; null for those
   *     that Java trusts
   * @param credentials that change; null for those of the URI
   * @param hashes how rows are written for others, too; null for not at all
   */
  public record Redis(
      String uri,
      boolean cluster,
      @Nullable Integer shards,
      @Nullable Duration timeout,
      @Nullable String ca,
      @Nullable Credentials credentials,
      @Nullable Hashes hashes)
      implements OnlineSettings {
    @Override
    public String toString() {
      return "Redis[uri=%s, cluster=%s, shards=%s, timeout=%s, ca=%s, credentials=%s, hashes=%s]"
          .formatted(redact(uri), cluster, shards, timeout, ca, credentials, hashes);
    }
  }

  /** User and password of a store, where the password changes. */
  public sealed interface Credentials extends Serializable permits PasswordFile, Iam {}

  /**
   * A file with a password, written by somebody else.
   *
   * @param user null for the one that Redis takes when none is named
   * @param path relative to the project's folder
   */
  public record PasswordFile(@Nullable String user, String path) implements Credentials {}

  /** A user of ElastiCache, by IAM. */
  public record Iam(String user, String cluster, String region, boolean serverless)
      implements Credentials {}

  /** Templates of keys and fields; none for the usual ones. */
  public record Hashes(List<String> keys, List<String> fields) implements Serializable {
    public Hashes {
      keys = List.copyOf(keys);
      fields = List.copyOf(fields);
    }
  }

  /**
   * A table of DynamoDB.
   *
   * @param table null for the one that is named after the project
   * @param endpoint null for the region's own
   * @param timeout how long an answer may take; null for the usual time
   * @param readCapacity units a second of a table that is made; null, like the other, to pay for
   *     each request
   * @param readable whether items have keys and features as attributes beside the packed row
   */
  public record DynamoDb(
      String region,
      @Nullable String table,
      @Nullable String endpoint,
      @Nullable Duration timeout,
      @Nullable Integer readCapacity,
      @Nullable Integer writeCapacity,
      boolean readable)
      implements OnlineSettings {}

  /**
   * Limits of computing.
   *
   * @param memoryBytes of the kernel; null for its own choice
   * @param threads null for all cores
   */
  public record ComputeSettings(@Nullable Long memoryBytes, @Nullable Integer threads) {}

  /**
   * Limits of imports.
   *
   * @param maxBadRows of a file, above which an import fails
   */
  public record ImportSettings(long maxBadRows) {}

  /**
   * What serving does beside answering.
   *
   * @param cache null for none
   */
  public record ServingSettings(ServedLogSettings log, @Nullable RowCacheSettings cache) {
    /** Answers are read from the stores, and not kept. */
    public static final ServingSettings DEFAULT = new ServingSettings(ServedLogSettings.NONE, null);
  }

  /**
   * Rows that stay in the memory of a server.
   *
   * @param bytes about the memory that they may take
   * @param keep how long one may be used
   */
  public record RowCacheSettings(long bytes, Duration keep) {}

  /**
   * Which answers of the server are logged.
   *
   * @param share of the requests: 0 for none, 1 for all
   * @param services by name, those of which another share is logged
   */
  public record ServedLogSettings(double share, Map<String, Double> services) {
    /** No answers. */
    public static final ServedLogSettings NONE = new ServedLogSettings(0, Map.of());

    public ServedLogSettings {
      services = Map.copyOf(services);
    }
  }

  @Override
  public String toString() {
    Map<String, Object> shown = new TreeMap<>();
    shown.put("project", project);
    shown.put("engine", engine);
    shown.put("warehouse", redact(warehouse));
    shown.put("catalog", catalog);
    shown.put("lake", lake);
    shown.put("registry", redact(registry));
    shown.put("publish_delay", publishDelay);
    shown.put("lease", lease);
    shown.put("online", online);
    shown.put("compute", compute);
    shown.put("spark", spark);
    shown.put("s3", s3);
    shown.put("import", imports);
    shown.put("serving", serving);
    return shown.toString();
  }

  /** A URL or URI without the secrets in it, for messages. */
  public static String redact(String uri) {
    return PASSWORD
        .matcher(uri)
        .replaceAll(m -> m.group(1) != null ? m.group(1) + "***" : m.group(2) + "***@");
  }
}
