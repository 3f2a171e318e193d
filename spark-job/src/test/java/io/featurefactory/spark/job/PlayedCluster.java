package io.featurefactory.spark.job;

import io.featurefactory.testkit.servers.KubernetesServer;
import io.featurefactory.testkit.servers.MotoServer;
import java.io.IOException;
import java.nio.file.Path;

/** A place that has only its books: the drivers that are entered there run on this machine. */
interface PlayedCluster extends AutoCloseable {
  /**
   * Starts one.
   *
   * @param submit how jobs are submitted to it
   * @param folder for the words of Spark
   */
  static PlayedCluster start(String submit, MotoServer aws, Path folder) {
    return switch (submit) {
      case "emr", "emr-serverless" -> new PlayedEmr(aws, submit.equals("emr-serverless"), folder);
      case "kubernetes" -> new PlayedKubernetes(KubernetesServer.start(folder), folder);
      default -> throw new IllegalArgumentException(submit);
    };
  }

  /** Where it is, as settings of {@code spark}. */
  String settings() throws IOException;

  /** How many jobs it has run, or runs. */
  int jobs();

  @Override
  void close();
}
