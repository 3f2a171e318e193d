package io.featurefactory.definitions;

import io.featurefactory.definitions.FactorySettings.KubernetesSettings;
import io.featurefactory.definitions.FactorySettings.Submit;
import io.featurefactory.definitions.yaml.Faults;
import io.featurefactory.definitions.yaml.MappingReader;
import io.featurefactory.definitions.yaml.YamlMapping;
import io.featurefactory.definitions.yaml.YamlScalar;
import org.jspecify.annotations.Nullable;

/** Reads the pods that Spark makes in Kubernetes. */
final class KubernetesReader {
  private static final String EXAMPLE = "{image: registry.example.com/ff-spark:1}";
  private static final String JAR = "local:///opt/feature-factory/feature-factory-spark-job.jar";

  private final MappingReader spark;
  private final Submit submit;
  private final Faults faults;

  /**
   * Of the settings of Spark.
   *
   * @param submit what they say of where jobs run
   */
  KubernetesReader(MappingReader spark, Submit submit, Faults faults) {
    this.spark = spark;
    this.submit = submit;
    this.faults = faults;
  }

  /** Null if jobs are not for Kubernetes, or if there is no image. */
  @Nullable KubernetesSettings read() {
    boolean isThere = spark.has("kubernetes");
    if (submit != Submit.KUBERNETES) {
      return null; // another environment may use it
    }
    YamlMapping mapping = isThere ? spark.mapping("kubernetes", EXAMPLE) : null;
    if (mapping == null) {
      faults.add(
          spark.positionOf("submit"),
          DefinitionErrors.missing("kubernetes", "what pods are made of, such as " + EXAMPLE));
      return null;
    }
    MappingReader pods = new MappingReader(mapping, faults);
    YamlScalar image = pods.requiredScalar("image", "an image with Spark and the jar of the job");
    YamlScalar jar = pods.scalar("jar", "where it is in the image, such as " + JAR);
    if (jar != null && !jar.text().matches("local:///\\S+")) {
      pods.unexpected("jar", jar, "where it is in the image, such as " + JAR);
    }
    YamlScalar namespace = pods.scalar("namespace", "the name of a namespace");
    YamlScalar account = pods.scalar("service_account", "the name of a service account");
    ClusterSizeReader sizes = new ClusterSizeReader(pods, submit, faults);
    KubernetesSettings settings =
        new KubernetesSettings(
            image == null ? "" : image.text(),
            jar == null ? JAR : jar.text(),
            namespace == null ? null : namespace.text(),
            account == null ? null : account.text(),
            sizes.workers(),
            sizes.executor());
    pods.refuseOthers();
    return settings;
  }
}
