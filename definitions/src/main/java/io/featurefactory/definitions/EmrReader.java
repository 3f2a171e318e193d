package io.featurefactory.definitions;

import io.featurefactory.definitions.FactorySettings.EmrExecutor;
import io.featurefactory.definitions.FactorySettings.EmrFleet;
import io.featurefactory.definitions.FactorySettings.EmrSettings;
import io.featurefactory.definitions.FactorySettings.EmrWorkers;
import io.featurefactory.definitions.FactorySettings.Submit;
import io.featurefactory.definitions.yaml.Faults;
import io.featurefactory.definitions.yaml.MappingReader;
import io.featurefactory.definitions.yaml.YamlMapping;
import io.featurefactory.definitions.yaml.YamlScalar;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads how Spark is had from Amazon: from EMR, or from EMR Serverless. */
final class EmrReader {
  private static final String RELEASE = "emr-7.12.0";
  private static final Duration IDLE = Duration.ofMinutes(15);
  private static final EmrWorkers WORKERS = new EmrWorkers(1, 10, 0);
  private static final long GIB = 1L << 30;
  private static final EmrExecutor EXECUTOR = new EmrExecutor(4, 16 * GIB, null);

  private static final String EXAMPLE =
      "{region: eu-west-1, role: arn:aws:iam::123456789012:role/ff}";

  /** What EMR Serverless sells: vCPU, least and most GB, and the step between. */
  private static final int[][] SIZES = {
    {1, 2, 8, 1}, {2, 4, 16, 1}, {4, 8, 30, 1}, {8, 16, 60, 4}, {16, 32, 120, 8}
  };

  private static final long LEAST_DISK = 20 * GIB;
  private static final long MOST_DISK = 2000 * GIB;

  private final MappingReader spark;
  private final Submit submit;
  private final Faults faults;

  /**
   * Of the settings of Spark.
   *
   * @param submit what they say of where jobs run
   */
  EmrReader(MappingReader spark, Submit submit, Faults faults) {
    this.spark = spark;
    this.submit = submit;
    this.faults = faults;
  }

  /** Null if jobs are not for Amazon, or if nothing useful is said. */
  @Nullable EmrSettings read() {
    YamlMapping mapping = spark.mapping("emr", EXAMPLE);
    if (!submit.isEmr()) {
      if (mapping != null) {
        faults.add(
            mapping.position(),
            DefinitionErrors.unexpected(
                "emr", "a mapping", "nothing, or submit: emr or emr-serverless"));
      }
      return null;
    }
    if (mapping == null) {
      faults.add(
          spark.positionOf("submit"),
          DefinitionErrors.missing("emr", "where that is, such as " + EXAMPLE));
      return null;
    }
    return read(new MappingReader(mapping, faults));
  }

  private EmrSettings read(MappingReader emr) {
    boolean serverless = submit == Submit.EMR_SERVERLESS;
    String region = text(emr, "region", "a region such as eu-west-1", "[a-z]{2}(-[a-z]+)+-[0-9]");
    String endpoint =
        text(emr, "endpoint", "a URI such as https://vpce.example.com", "https?://[^/\\s@]+/?");
    String logs = text(emr, "logs", "a folder such as s3://bucket/logs", "s3://[^/\\s]+(/\\S*)?");
    String place =
        serverless
            ? text(
                emr,
                "application",
                "the id of an application such as 00f1r2a3b4c5d6e7",
                "[0-9a-z]{1,64}")
            : text(emr, "cluster", "the id of a cluster such as j-2AXXXXXXGAPLF", "j-[0-9A-Z]+");
    String role = role(emr, serverless, place);
    EmrFleet fleet = fleet(emr, serverless);
    EmrWorkers workers = workers(emr, serverless);
    EmrExecutor executor = executor(emr, serverless);
    if (place != null) {
      refuse(
          emr,
          serverless
              ? List.of("release", "subnets", "security_groups", "idle")
              : List.of(
                  "release",
                  "subnets",
                  "security_groups",
                  "idle",
                  "role",
                  "service_role",
                  "instances",
                  "workers"),
          serverless ? "an application that is there" : "a cluster that is there");
    }
    emr.refuseOthers();
    return new EmrSettings(region, endpoint, place, role, fleet, workers, executor, logs);
  }

  private @Nullable String role(MappingReader emr, boolean serverless, @Nullable String place) {
    if (serverless) {
      YamlScalar role = emr.requiredScalar("role", "the role that jobs run as, arn:aws:iam::...");
      if (role != null && !role.text().matches("arn:[a-z-]+:iam::[0-9]{12}:role/\\S+")) {
        emr.unexpected("role", role, "an ARN such as arn:aws:iam::123456789012:role/ff");
      }
      return role == null ? null : role.text();
    }
    String role = text(emr, "role", "the name of an instance profile", "\\S+");
    return role == null && place == null ? "EMR_EC2_DefaultRole" : role;
  }

  private EmrFleet fleet(MappingReader emr, boolean serverless) {
    String release =
        text(
            emr,
            "release",
            "a release of EMR from emr-7.0.0 on",
            "emr-([7-9]|[1-9][0-9])[.][0-9]+[.][0-9]+|emr-spark-[0-9]\\S*");
    Duration idle = emr.positiveDuration("idle");
    if (idle != null
        && (idle.compareTo(Duration.ofMinutes(1)) < 0 || idle.compareTo(Duration.ofDays(7)) > 0)) {
      unexpected(emr, "idle", "1m to 7d, as Amazon takes it");
    }
    List<String> instances = List.of();
    String serviceRole = "EMR_DefaultRole";
    if (!serverless) {
      instances = texts(emr, "instances", "a list of instance types such as [r7gd.2xlarge]");
      String written = text(emr, "service_role", "the name of a role", "\\S+");
      serviceRole = Objects.requireNonNullElse(written, serviceRole);
      if (instances.isEmpty() && !emr.has("cluster") && !emr.has("instances")) {
        faults.add(
            emr.position(),
            DefinitionErrors.missing(
                "cluster or instances",
                "the cluster to use, or the types of machines of the one to make"));
      }
    }
    return new EmrFleet(
        Objects.requireNonNullElse(release, RELEASE),
        serviceRole,
        instances,
        texts(emr, "subnets", "a list of subnets such as [subnet-0ab1]"),
        texts(emr, "security_groups", "a list of security groups such as [sg-0ab1]"),
        Objects.requireNonNullElse(idle, IDLE));
  }

  private EmrWorkers workers(MappingReader emr, boolean serverless) {
    YamlMapping mapping =
        emr.mapping("workers", serverless ? "{max: 20}" : "{min: 1, max: 20, spot: 80%}");
    if (mapping == null) {
      return WORKERS;
    }
    MappingReader workers = new MappingReader(mapping, faults);
    Integer min = workers.positiveInteger("min");
    Integer max = workers.positiveInteger("max");
    Double spot = null;
    if (!serverless) {
      YamlScalar text = workers.scalar("spot", Share.EXPECTATION);
      spot = text == null ? null : Share.find(text.text());
      if (text != null && spot == null) {
        workers.unexpected("spot", text, Share.EXPECTATION);
      }
    }
    int least = Objects.requireNonNullElse(min, WORKERS.min());
    int most = Objects.requireNonNullElse(max, Math.max(least, WORKERS.max()));
    if (most < least) {
      unexpected(workers, "max", "at least min, " + least);
    }
    workers.refuseOthers();
    return new EmrWorkers(least, most, Objects.requireNonNullElse(spot, 0.0));
  }

  private EmrExecutor executor(MappingReader emr, boolean serverless) {
    YamlMapping mapping = emr.mapping("executor", "{cpu: 4, memory: 16GB}");
    if (mapping == null) {
      return EXECUTOR;
    }
    MappingReader executor = new MappingReader(mapping, faults);
    Integer written = executor.positiveInteger("cpu");
    int cpu = Objects.requireNonNullElse(written, EXECUTOR.cpu());
    long memory = Objects.requireNonNullElse(bytes(executor, "memory"), cpu * 4L * GIB);
    Long disk = serverless ? bytes(executor, "disk") : null;
    executor.refuseOthers();
    String expected = serverless ? expectedSize(cpu, memory) : null;
    if (expected != null) {
      faults.add(
          mapping.position(),
          DefinitionErrors.unexpected(
              "executor", "%d cpu with %d MB".formatted(cpu, memory >> 20), expected));
    } else if (memory < 2 * GIB) {
      unexpected(executor, "memory", "at least 2GB");
    }
    if (disk != null && (disk < LEAST_DISK || disk > MOST_DISK)) {
      unexpected(executor, "disk", "20GB to 2000GB, as EMR Serverless has");
    }
    return new EmrExecutor(cpu, memory, disk);
  }

  /** Null if EMR Serverless has workers of that size. */
  private static @Nullable String expectedSize(int cpu, long memory) {
    for (int[] size : SIZES) {
      if (size[0] == cpu) {
        boolean sold =
            memory >= size[1] * GIB && memory <= size[2] * GIB && memory % (size[3] * GIB) == 0;
        return sold
            ? null
            : "%dGB to %dGB in steps of %dGB, as EMR Serverless has with %d"
                .formatted(size[1], size[2], size[3], cpu);
      }
    }
    return "1, 2, 4, 8 or 16, as EMR Serverless has";
  }

  private @Nullable Long bytes(MappingReader reader, String key) {
    YamlScalar text = reader.scalar(key, ByteSize.EXPECTATION);
    Long bytes = text == null ? null : ByteSize.find(text.text());
    if (text != null && bytes == null) {
      reader.unexpected(key, text, ByteSize.EXPECTATION);
    }
    return bytes;
  }

  private @Nullable String text(MappingReader reader, String key, String expectation, String form) {
    YamlScalar text = reader.scalar(key, expectation);
    if (text != null && !text.text().matches(form)) {
      reader.unexpected(key, text, expectation);
    }
    return text == null ? null : text.text();
  }

  private static List<String> texts(MappingReader reader, String key, String expectation) {
    return reader.texts(key, expectation).stream().map(YamlScalar::text).toList();
  }

  private static void unexpected(MappingReader reader, String key, String expectation) {
    reader.unexpected(key, Objects.requireNonNull(reader.find(key)), expectation);
  }

  private void refuse(MappingReader reader, List<String> keys, String place) {
    for (String key : keys) {
      if (reader.has(key)) {
        faults.add(reader.positionOf(key), DefinitionErrors.notWith(key, place));
      }
    }
  }
}
