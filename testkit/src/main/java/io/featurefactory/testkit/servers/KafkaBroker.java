package io.featurefactory.testkit.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/**
 * A Kafka, broker and controller in one (KRaft), in a process of its own on ports of the loopback
 * interface. It ends with {@link #close()} or this JVM. A test that cannot start one fails.
 */
public final class KafkaBroker implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;
  private static final String CLUSTER_ID = "ZmVhdHVyZS1mYWN0b3J5IQ";

  private final Path folder;
  private final int port;
  private Process process;

  private KafkaBroker(Path folder, int port, Process process) {
    this.folder = folder;
    this.port = port;
    this.process = process;
  }

  /**
   * Starts one; the first on a machine is installed before.
   *
   * @param folder what it stores goes there
   */
  public static KafkaBroker start(Path folder) {
    return start(folder, List.of());
  }

  /**
   * Starts one with further settings.
   *
   * @param settings lines of its file of properties
   */
  public static KafkaBroker start(Path folder, List<String> settings) {
    try {
      Files.createDirectories(folder);
      int port = freePort();
      int controller = freePort();
      Files.writeString(
          folder.resolve("server.properties"),
          """
          process.roles=broker,controller
          node.id=1
          controller.quorum.voters=1@127.0.0.1:%2$d
          controller.listener.names=CONTROLLER
          listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
          log.dirs=%3$s
          num.partitions=1
          offsets.topic.num.partitions=4
          offsets.topic.replication.factor=1
          transaction.state.log.num.partitions=4
          transaction.state.log.replication.factor=1
          transaction.state.log.min.isr=1
          group.initial.rebalance.delay.ms=0
          auto.create.topics.enable=false
          %4$s
          """
              .formatted(port, controller, folder.resolve("logs"), String.join("\n", settings)));
      format(folder);
      return new KafkaBroker(folder, port, launch(folder, port));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void format(Path folder) throws IOException {
    Process format =
        java(
            folder,
            "format.log",
            "kafka.tools.StorageTool",
            "format",
            "-t",
            CLUSTER_ID,
            "-c",
            "server.properties");
    try {
      if (!format.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || format.exitValue() != 0) {
        throw new IllegalStateException(
            "Kafka's folder cannot be made; it says\n"
                + Files.readString(folder.resolve("format.log")));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } finally {
      format.destroyForcibly();
    }
  }

  private static Process launch(Path folder, int port) throws IOException {
    Process process = java(folder, "kafka.log", "kafka.Kafka", "server.properties");
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!listens(port)) {
      if (!process.isAlive() || System.nanoTime() > end) {
        process.destroyForcibly();
        throw new IllegalStateException(
            "Kafka does not listen; it says\n" + Files.readString(folder.resolve("kafka.log")));
      }
      pause();
    }
    return process;
  }

  private static Process java(Path folder, String log, String... arguments) throws IOException {
    Path jars = Installation.ofJars("kafka", List.of()).folder().resolve("jars");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-cp",
                jars + "/*"));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve(log).toFile()))
        .start();
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Where clients find it. */
  public String address() {
    return "127.0.0.1:" + port;
  }

  /** Makes topics: names with numbers of partitions. */
  public void createTopics(Map<String, Integer> topics) {
    List<NewTopic> fresh = new ArrayList<>();
    topics.forEach((name, partitions) -> fresh.add(new NewTopic(name, partitions, (short) 1)));
    try (Admin admin = admin()) {
      answer(admin.createTopics(fresh).all());
    }
  }

  /** By partition, {@code clicks-0}, the offset that its next record gets. */
  public Map<String, Long> ends(Collection<String> topics) {
    try (Admin admin = admin()) {
      Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
      answer(admin.describeTopics(topics).allTopicNames())
          .forEach(
              (name, topic) ->
                  topic
                      .partitions()
                      .forEach(
                          p ->
                              asked.put(
                                  new TopicPartition(name, p.partition()), OffsetSpec.latest())));
      Map<String, Long> ends = new TreeMap<>();
      answer(admin.listOffsets(asked).all())
          .forEach((partition, end) -> ends.put(partition.toString(), end.offset()));
      return ends;
    }
  }

  /** The caller closes it. */
  public Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", address()));
  }

  private static <T> T answer(KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (ExecutionException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Kills it and starts it again, on the same port, with what it had stored. */
  public void restart() {
    close();
    try {
      process = launch(folder, port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Kills it; what it stored stays in the folder. */
  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
