package io.featurefactory.definitions;

import io.featurefactory.definitions.FactorySettings.EmrFleet;
import io.featurefactory.definitions.FactorySettings.EmrSettings;
import io.featurefactory.definitions.FactorySettings.ExecutorSize;
import io.featurefactory.definitions.FactorySettings.Submit;
import io.featurefactory.definitions.FactorySettings.Workers;
import io.featurefactory.definitions.yaml.Faults;
import io.featurefactory.definitions.yaml.MappingReader;
import io.featurefactory.definitions.yaml.YamlScalar;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads how Spark is had from Amazon: from EMR, or from EMR Serverless. */
final class EmrReader {
  /** What is said of Amazon. */
  static final String EXPECTATION =
      "where that is, such as {region: eu-west-1, role: arn:aws:iam::123456789012:role/ff}";

  private static final String RELEASE = "emr-7.12.0";
  private static final Duration IDLE = Duration.ofMinutes(15);

  private final MappingReader emr;
  private final Submit submit;
  private final Faults faults;

  /**
   * Of the settings of Amazon.
   *
   * @param submit which of the two it is
   */
  EmrReader(MappingReader emr, Submit submit, Faults faults) {
    this.emr = emr;
    this.submit = submit;
    this.faults = faults;
  }

  EmrSettings read() {
    boolean serverless = submit == Submit.EMR_SERVERLESS;
    String region = text("region", "a region such as eu-west-1", "[a-z]{2}(-[a-z]+)+-[0-9]");
    String endpoint =
        text("endpoint", "a URI such as https://vpce.example.com", "https?://[^/\\s@]+/?");
    String logs = text("logs", "a folder such as s3://bucket/logs", "s3://[^/\\s]+(/\\S*)?");
    String place =
        serverless
            ? text(
                "application",
                "the id of an application such as 00f1r2a3b4c5d6e7",
                "[0-9a-z]{1,64}")
            : text("cluster", "the id of a cluster such as j-2AXXXXXXGAPLF", "j-[0-9A-Z]+");
    String role = role(serverless, place);
    EmrFleet fleet = fleet(serverless);
    ClusterSizeReader sizes = new ClusterSizeReader(emr, submit, faults);
    Workers workers = sizes.workers();
    ExecutorSize executor = sizes.executor();
    if (place != null) {
      refuse(
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

  private @Nullable String role(boolean serverless, @Nullable String place) {
    if (serverless) {
      YamlScalar role = emr.requiredScalar("role", "the role that jobs run as, arn:aws:iam::...");
      if (role != null && !role.text().matches("arn:[a-z-]+:iam::[0-9]{12}:role/\\S+")) {
        emr.unexpected("role", role, "an ARN such as arn:aws:iam::123456789012:role/ff");
      }
      return role == null ? null : role.text();
    }
    String role = text("role", "the name of an instance profile", "\\S+");
    return role == null && place == null ? "EMR_EC2_DefaultRole" : role;
  }

  private EmrFleet fleet(boolean serverless) {
    String release =
        text(
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
          texts("instances", "an instance type such as r7gd.2xlarge", "[a-z0-9-]+[.][a-z0-9-]+");
      String written = text("service_role", "the name of a role", "\\S+");
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
        texts("subnets", "a subnet such as subnet-0ab1", "subnet-[0-9a-f]+"),
        texts("security_groups", "a security group such as sg-0ab1", "sg-[0-9a-f]+"),
        Objects.requireNonNullElse(idle, IDLE));
  }

  private @Nullable String text(String key, String expectation, String form) {
    YamlScalar text = emr.scalar(key, expectation);
    if (text != null && !text.text().matches(form)) {
      emr.unexpected(key, text, expectation);
    }
    return text == null ? null : text.text();
  }

  private List<String> texts(String key, String expectation, String form) {
    List<String> texts = new ArrayList<>();
    for (YamlScalar text : emr.texts(key, "a list, each " + expectation)) {
      if (!text.text().matches(form)) {
        faults.add(text.position(), DefinitionErrors.unexpected(key, text.describe(), expectation));
      }
      texts.add(text.text());
    }
    return texts;
  }

  private void refuse(List<String> keys, String place) {
    for (String key : keys) {
      if (emr.has(key)) {
        faults.add(emr.positionOf(key), DefinitionErrors.notWith(key, place));
      }
    }
  }
}
