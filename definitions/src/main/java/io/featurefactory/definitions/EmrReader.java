package io.featurefactory.definitions;

import io.featurefactory.definitions.FactorySettings.EmrFleet;
import io.featurefactory.definitions.FactorySettings.EmrSettings;
import io.featurefactory.definitions.FactorySettings.ExecutorSize;
import io.featurefactory.definitions.FactorySettings.Submit;
import io.featurefactory.definitions.FactorySettings.Workers;
import io.featurefactory.definitions.yaml.Faults;
import io.featurefactory.definitions.yaml.MappingReader;
import io.featurefactory.definitions.yaml.YamlMapping;
import io.featurefactory.definitions.yaml.YamlScalar;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads how Spark is had from Amazon: from EMR, or from EMR Serverless. */
final class EmrReader {
  private static final String RELEASE = "emr-7.12.0";
  private static final Duration IDLE = Duration.ofMinutes(15);
  private static final String EXAMPLE =
      "{region: eu-west-1, role: arn:aws:iam::123456789012:role/ff}";

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
    boolean isThere = spark.has("emr");
    if (!submit.isEmr()) {
      return null; // another environment may use it
    }
    YamlMapping mapping = isThere ? spark.mapping("emr", EXAMPLE) : null;
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
    ClusterSizeReader sizes = new ClusterSizeReader(emr, submit, faults);
    Workers workers = sizes.workers();
    ExecutorSize executor = sizes.executor();
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
      emr.unexpected(
          "idle", Objects.requireNonNull(emr.find("idle")), "1m to 7d, as Amazon takes it");
    }
    List<String> instances = List.of();
    String serviceRole = "EMR_DefaultRole";
    if (!serverless) {
      instances =
          texts(
              emr, "instances", "an instance type such as r7gd.2xlarge", "[a-z0-9-]+[.][a-z0-9-]+");
      String written = text(emr, "service_role", "the name of a role", "\\S+");
      serviceRole = Objects.requireNonNullElse(written, serviceRole);
      if (instances.isEmpty() && !emr.has("cluster")) {
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
        texts(emr, "subnets", "a subnet such as subnet-0ab1", "subnet-[0-9a-f]+"),
        texts(emr, "security_groups", "a security group such as sg-0ab1", "sg-[0-9a-f]+"),
        Objects.requireNonNullElse(idle, IDLE));
  }

  private @Nullable String text(MappingReader reader, String key, String expectation, String form) {
    YamlScalar text = reader.scalar(key, expectation);
    if (text != null && !text.text().matches(form)) {
      reader.unexpected(key, text, expectation);
    }
    return text == null ? null : text.text();
  }

  private List<String> texts(MappingReader reader, String key, String expectation, String form) {
    List<String> texts = new ArrayList<>();
    for (YamlScalar text : reader.texts(key, "a list, each " + expectation)) {
      if (!text.text().matches(form)) {
        faults.add(text.position(), DefinitionErrors.unexpected(key, text.describe(), expectation));
      }
      texts.add(text.text());
    }
    return texts;
  }

  private void refuse(MappingReader reader, List<String> keys, String place) {
    for (String key : keys) {
      if (reader.has(key)) {
        faults.add(reader.positionOf(key), DefinitionErrors.notWith(key, place));
      }
    }
  }
}
