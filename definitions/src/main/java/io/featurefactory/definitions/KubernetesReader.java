package io.featurefactory.definitions;

import io.featurefactory.definitions.FactorySettings.KubernetesSettings;
import io.featurefactory.definitions.FactorySettings.Submit;
import io.featurefactory.definitions.yaml.Faults;
import io.featurefactory.definitions.yaml.MappingReader;
import io.featurefactory.definitions.yaml.YamlScalar;

/** Reads the pods that Spark makes in Kubernetes. */
final class KubernetesReader {
  /** What is said of pods. */
  static final String EXPECTATION =
      "what pods are made of, such as {image: registry.example.com/ff-spark:1}";

  private static final String JAR = "local:///opt/feature-factory/feature-factory-spark-job.jar";

  private final MappingReader pods;
  private final Faults faults;

  /** Of the settings of pods. */
  KubernetesReader(MappingReader pods, Faults faults) {
    this.pods = pods;
    this.faults = faults;
  }

  KubernetesSettings read() {
    YamlScalar image = pods.requiredScalar("image", "an image with Spark and the jar of the job");
    YamlScalar jar = pods.scalar("jar", "where it is in the image, such as " + JAR);
    if (jar != null && !jar.text().matches("local:///\\S+")) {
      pods.unexpected("jar", jar, "where it is in the image, such as " + JAR);
    }
    YamlScalar namespace = pods.scalar("namespace", "the name of a namespace");
    YamlScalar account = pods.scalar("service_account", "the name of a service account");
    ClusterSizeReader sizes = new ClusterSizeReader(pods, Submit.KUBERNETES, faults);
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
