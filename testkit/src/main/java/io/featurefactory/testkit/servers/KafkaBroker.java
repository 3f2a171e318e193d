package io.featurefactory.testkit.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/**
 * A Kafka, broker and controller in one (KRaft), in a process of its own on ports of the loopback
 * interface. It ends with {@link #close()} or this JVM. A test that cannot start one fails.
 */
public final class KafkaBroker implements AutoCloseable {
  private static final String SETTINGS = "server.properties";
  private static final String CLUSTER_ID = "ZmVhdHVyZS1mYWN0b3J5IQ";

  private final JavaServer server;
  private String secureAddress = "";
  private Process process;

  private KafkaBroker(JavaServer server, Process process) {
    this.server = server;
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
    return start(folder, JavaServer.freePort(), settings);
  }

  /**
   * Starts one that also has an address for those who log in, over TLS.
   *
   * @param certificate of the broker
   */
  public static KafkaBroker startSecure(Path folder, SelfSignedCertificate certificate) {
    int port = JavaServer.freePort();
    int secure = JavaServer.freePort();
    int controller = JavaServer.freePort();
    KafkaBroker broker =
        start(
            folder,
            port,
            List.of(
                "listeners=PLAINTEXT://127.0.0.1:%d,SASL_SSL://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d"
                    .formatted(port, secure, controller),
                "controller.quorum.voters=1@127.0.0.1:" + controller,
                "listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SASL_SSL:SASL_SSL",
                "sasl.enabled.mechanisms=SCRAM-SHA-512",
                "listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;",
                "ssl.keystore.type=PKCS12",
                "ssl.keystore.location=" + certificate.keys(),
                "ssl.keystore.password=" + SelfSignedCertificate.PASSWORD,
                "ssl.key.password=" + SelfSignedCertificate.PASSWORD));
    broker.secureAddress = "127.0.0.1:" + secure;
    return broker;
  }

  private static KafkaBroker start(Path folder, int port, List<String> settings) {
    try {
      Files.createDirectories(folder);
      int controller = JavaServer.freePort();
      Files.writeString(
          folder.resolve(SETTINGS),
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
      List<String> storage =
          List.of("kafka.tools.StorageTool", "format", "-t", CLUSTER_ID, "-c", SETTINGS);
      new JavaServer("Kafka's storage tool", folder, port, arguments(storage)).runToItsEnd();
      JavaServer server =
          new JavaServer("Kafka", folder, port, arguments(List.of("kafka.Kafka", SETTINGS)));
      return new KafkaBroker(server, server.launch());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> arguments(List<String> program) {
    Path jars = Installation.ofJars("kafka", List.of()).folder().resolve("jars");
    List<String> arguments =
        new ArrayList<>(List.of("-Xmx512m", "-XX:+UseSerialGC", "-cp", jars + "/*"));
    arguments.addAll(program);
    return arguments;
  }

  /** Where clients find it. */
  public String address() {
    return "127.0.0.1:" + server.port();
  }

  /** Where those find it who log in; empty if there is no such address. */
  public String secureAddress() {
    return secureAddress;
  }

  /** Lets a user log in by SCRAM. */
  public void addUser(String name, String password) {
    ScramCredentialInfo scram = new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096);
    try (Admin admin = admin()) {
      answer(
          admin
              .alterUserScramCredentials(
                  List.of(new UserScramCredentialUpsertion(name, scram, password)))
              .all());
    }
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
    process = server.launch();
  }

  /** Kills it; what it stored stays in the folder. */
  @Override
  public void close() {
    JavaServer.end(process);
  }
}
