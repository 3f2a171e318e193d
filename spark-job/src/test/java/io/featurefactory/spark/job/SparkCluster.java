package io.featurefactory.spark.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A standalone cluster of Spark on the loopback interface: a master and two workers, as processes.
 */
final class SparkCluster implements AutoCloseable {
  static final int WORKERS = 2;

  /** Packages of java.base that Spark has to see into. */
  static final List<String> OPENED =
      List.of("java.lang", "java.lang.invoke", "java.net", "java.nio", "java.util", "sun.nio.ch");

  private static final String DRIVER = "org.apache.spark.deploy.worker.DriverWrapper";
  private static final long PATIENCE_SECONDS = 60;

  private final Path folder;
  private final int port;
  private final Process master;
  private final List<Process> workers = new ArrayList<>();
  private int started;

  private SparkCluster(Path folder, int port, Process master) {
    this.folder = folder;
    this.port = port;
    this.master = master;
  }

  /** Starts it, when ff has fetched Spark. */
  static SparkCluster start(Path folder) throws IOException {
    SparkDistribution.of(SparkDistribution.OWN);
    Files.createDirectories(folder);
    int port = freePort();
    Process master =
        launch(
            folder,
            folder.resolve("master.log"),
            "org.apache.spark.deploy.master.Master",
            "--port",
            Integer.toString(port),
            "--webui-port",
            "0");
    SparkCluster cluster = new SparkCluster(folder, port, master);
    cluster.await(folder.resolve("master.log"), "I have been elected leader");
    for (int i = 0; i < WORKERS; i++) {
      cluster.workers.add(cluster.startWorker());
    }
    return cluster;
  }

  private Process startWorker() throws IOException {
    String name = "worker" + started++;
    Path log = folder.resolve(name + ".log");
    Process worker =
        launch(
            folder,
            log,
            "org.apache.spark.deploy.worker.Worker",
            "--cores",
            "4",
            "--memory",
            "4g",
            "--work-dir",
            folder.resolve(name).toString(),
            "--webui-port",
            "0",
            master());
    await(log, "Successfully registered with master");
    return worker;
  }

  private static Process launch(Path folder, Path log, String mainClass, String... arguments)
      throws IOException {
    Path home = SparkDistribution.of(SparkDistribution.OWN).home();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx200m");
    for (String opened : OPENED) {
      command.add("--add-opens=java.base/" + opened + "=ALL-UNNAMED");
    }
    command.addAll(List.of("-cp", home.resolve("jars") + "/*", mainClass, "--host", "127.0.0.1"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().put("SPARK_HOME", home.toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.13"); // as its scripts do
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    Process process = builder.start();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> kill(process)));
    return process;
  }

  private void await(Path log, String words) throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!Files.exists(log) || !Files.readString(log).contains(words)) {
      if (System.nanoTime() > end) {
        close();
        throw new IllegalStateException("Spark does not start; it says\n" + Files.readString(log));
      }
      try {
        TimeUnit.MILLISECONDS.sleep(100);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  String master() {
    return "spark://127.0.0.1:" + port;
  }

  /** A machine is gone: the worker with all that it runs. Another one takes its place. */
  void killWorker(int index) {
    kill(workers.get(index));
    try {
      workers.set(index, startWorker());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The process of the driver that was submitted last, when it is there. */
  ProcessHandle awaitDriver() throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (System.nanoTime() < end) {
      Optional<ProcessHandle> driver =
          workers.stream()
              .flatMap(worker -> worker.descendants())
              .filter(process -> process.info().commandLine().orElse("").contains(DRIVER))
              .max(Comparator.comparingLong(ProcessHandle::pid));
      if (driver.isPresent()) {
        return driver.get();
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
    throw new IllegalStateException("no driver comes");
  }

  private static void kill(Process process) {
    List<ProcessHandle> all = process.descendants().toList();
    process.destroyForcibly();
    all.forEach(ProcessHandle::destroyForcibly);
  }

  @Override
  public void close() {
    workers.forEach(SparkCluster::kill);
    kill(master);
  }
}
