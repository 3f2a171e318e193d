package io.featurefactory.cli;

import io.featurefactory.cli.project.Project;
import io.featurefactory.definitions.FactorySettings.KafkaLogin;
import io.featurefactory.definitions.FactorySettings.KafkaSettings;
import io.featurefactory.definitions.FactorySettings.KafkaTls;
import io.featurefactory.definitions.FactorySettings.RegistrySettings;
import io.featurefactory.ingest.KafkaCluster;
import io.featurefactory.ingest.KafkaSecurity;
import io.featurefactory.ingest.registry.RegistryAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Clusters of Kafka as the settings of a project have them, with what their files say. */
final class KafkaClusters {
  private KafkaClusters() {}

  static KafkaCluster of(Project project, String name, KafkaSettings settings) {
    return new KafkaCluster(
        name,
        settings.brokers(),
        new KafkaSecurity(tls(project, settings.tls()), login(settings.login())),
        settings.properties(),
        registry(settings.registry()));
  }

  private static KafkaSecurity.@Nullable Tls tls(Project project, @Nullable KafkaTls tls) {
    return tls == null
        ? null
        : new KafkaSecurity.Tls(
            text(project, tls.ca()), text(project, tls.certificate()), text(project, tls.key()));
  }

  private static @Nullable String text(Project project, @Nullable String file) {
    if (file == null) {
      return null;
    }
    Path path = project.settings().folder().resolve(file);
    try {
      return Files.readString(path);
    } catch (IOException e) {
      throw CliErrors.cannotReadPem(path, e);
    }
  }

  private static KafkaSecurity.@Nullable Login login(@Nullable KafkaLogin login) {
    if (login == null) {
      return null;
    }
    return login.mechanism() == KafkaLogin.Mechanism.IAM
        ? new KafkaSecurity.Iam()
        : new KafkaSecurity.Password(
            login.mechanism().word().toUpperCase(Locale.ROOT), login.user(), login.password());
  }

  private static @Nullable RegistryAddress registry(@Nullable RegistrySettings settings) {
    if (settings == null) {
      return null;
    }
    String authorization =
        settings.user().isEmpty()
            ? null
            : RegistryAddress.basic(settings.user(), settings.password());
    return new RegistryAddress(
        settings.apicurio() ? RegistryAddress.Kind.APICURIO : RegistryAddress.Kind.CONFLUENT,
        settings.url(),
        settings.token().isEmpty() ? authorization : RegistryAddress.bearer(settings.token()));
  }
}
