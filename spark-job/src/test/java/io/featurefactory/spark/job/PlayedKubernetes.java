package io.featurefactory.spark.job;

import io.featurefactory.testkit.servers.KubernetesServer;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Does what Kubernetes would do with the pods of drivers in the books of fabric8: runs each by the
 * Spark of this machine, and enters how it ended.
 */
final class PlayedKubernetes implements PlayedCluster {
  private static final String NAMESPACE = "features";
  private static final Path JAR =
      Path.of("target", "feature-factory-spark-job.jar").toAbsolutePath();

  private final KubernetesServer server;
  private final Path folder;
  private final AtomicInteger jobs = new AtomicInteger();
  private final Thread thread = new Thread(this::play, "kubernetes");

  /**
   * Begins to look for drivers.
   *
   * @param folder for the words of Spark
   */
  PlayedKubernetes(KubernetesServer server, Path folder) {
    this.server = server;
    this.folder = folder;
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public String settings() throws IOException {
    return "master: \"k8s://%s\", home: %s, kubernetes: {image: \"spark:1\", namespace: %s}"
        .formatted(server.uri(), SparkDistribution.forKubernetes().home(), NAMESPACE);
  }

  @Override
  public int jobs() {
    return jobs.get();
  }

  private void play() {
    try {
      for (KubernetesServer.DriverPod pod = server.nextDriver();
          pod != null;
          pod = server.nextDriver()) {
        int number = jobs.incrementAndGet();
        server.phase(NAMESPACE, pod.name(), "Running");
        int code = run(pod, folder.resolve("pod-" + number + ".log"));
        server.phase(NAMESPACE, pod.name(), code == 0 ? "Succeeded" : "Failed");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private int run(KubernetesServer.DriverPod pod, Path log)
      throws IOException, InterruptedException {
    Properties properties = new Properties();
    properties.load(new StringReader(pod.properties()));
    Map<String, String> conf = new TreeMap<>();
    properties.stringPropertyNames().forEach(name -> conf.put(name, properties.getProperty(name)));
    // as the entry point of Spark's image does: the word driver, then a spark-submit
    List<String> words = pod.words();
    PlayedDriver.Line line = PlayedDriver.Line.of(words.subList(1, words.size()));
    return PlayedDriver.run(line.options(), conf, JAR, line.arguments(), folder, log);
  }

  @Override
  public void close() {
    thread.interrupt();
    server.close();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
