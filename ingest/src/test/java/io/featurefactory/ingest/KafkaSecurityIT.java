package io.featurefactory.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.featurefactory.ingest.IngestSettings.Deleted;
import io.featurefactory.ingest.IngestSettings.Start;
import io.featurefactory.ingest.IngestSettings.Until;
import io.featurefactory.model.EventStream;
import io.featurefactory.testkit.servers.KafkaBroker;
import io.featurefactory.testkit.servers.SelfSignedCertificate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A broker that takes users who log in by SCRAM, over TLS that only a certificate of its own
 * proves.
 */
final class KafkaSecurityIT {
  @TempDir Path folder;

  private long ingest(IngestLake lake, KafkaBroker broker, KafkaSecurity security) {
    IngestSettings settings =
        new IngestSettings(
            new TopicChoice.Named(List.of("secret")),
            "ff-test-secret",
            EventStream.Format.JSON,
            Start.EARLIEST,
            Duration.ofMinutes(1),
            10_000_000,
            null,
            Deleted.REFUSE,
            Until.CAUGHT_UP);
    KafkaCluster cluster =
        new KafkaCluster(
            "default",
            broker.secureAddress(),
            security,
            Map.of("default.api.timeout.ms", "5000", "request.timeout.ms", "5000"),
            null);
    return new Ingest(settings, cluster, lake.table(), folder.resolve("spill"), lake).run();
  }

  @Test
  void run_loginOverTls_readsAndOthersAreToldWhatIsWrong() throws Exception {
    SelfSignedCertificate certificate = SelfSignedCertificate.create(folder, "broker");
    String authority = Files.readString(certificate.certificate());
    String user = "shop \"1\\";
    KafkaSecurity.Tls tls = new KafkaSecurity.Tls(authority, null, null);
    try (KafkaBroker broker = KafkaBroker.startSecure(folder.resolve("kafka"), certificate);
        KafkaProducer<String, String> producer =
            new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.address()),
                new StringSerializer(),
                new StringSerializer());
        IngestLake lake = new IngestLake(folder)) {
      broker.createTopics(Map.of("secret", 1));
      broker.addUser(user, "pass \"word");
      producer
          .send(new ProducerRecord<>("secret", "{\"id\": \"e1\", \"at\": \"2026-03-01\"}"))
          .get();

      assertThat(ingest(lake, broker, new KafkaSecurity(tls, password(user, "pass \"word"))))
          .isEqualTo(1);
      assertThatThrownBy(
              () -> ingest(lake, broker, new KafkaSecurity(tls, password(user, "other"))))
          .hasMessageStartingWith("Kafka default does not answer at ")
          .hasMessageContaining("invalid credentials")
          .hasMessageEndingWith("in factory.yaml fit?");
      assertThatThrownBy(
              () ->
                  ingest(
                      lake,
                      broker,
                      new KafkaSecurity(
                          new KafkaSecurity.Tls(null, null, null), password(user, "pass \"word"))))
          .hasMessageStartingWith("Kafka default does not answer at ")
          .hasMessageContaining("certification path");
    }
  }

  private static KafkaSecurity.Login password(String user, String password) {
    return new KafkaSecurity.Password("SCRAM-SHA-512", user, password);
  }
}
