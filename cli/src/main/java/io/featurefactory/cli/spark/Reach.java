package io.featurefactory.cli.spark;

import io.featurefactory.cli.project.ProjectFiles;
import io.featurefactory.cli.project.ProjectSettings;
import io.featurefactory.definitions.FactorySettings;
import io.featurefactory.definitions.FactorySettings.Submit;
import io.featurefactory.model.CatalogSettings;
import io.featurefactory.model.DatabaseUrl;
import java.util.Map;

/**
 * Whether a driver in a container of others reaches what it needs: asked before it is submitted.
 */
final class Reach {
  private static final String SECRET = "spark.kubernetes.driver.secretKeyRef.";

  private final ProjectFiles files;
  private final ProjectSettings settings;

  /** Of a project. */
  Reach(ProjectFiles files) {
    this.files = files;
    this.settings = files.settings();
  }

  /**
   * Fails if it does not.
   *
   * @param command the first word
   * @param usesFilesHere whether it reads or writes files of this machine
   */
  void require(String command, boolean usesFilesHere) {
    if (usesFilesHere) {
      throw ReachErrors.needsThisMachine(command);
    }
    if (!settings.remoteWarehouse()) {
      throw ReachErrors.notInReach("warehouse", settings.warehouse(), "s3://bucket/prefix");
    }
    requireReachable("catalog", settings.catalog());
    settings.others().values().forEach(other -> requireReachable("catalogs", other.catalog()));
    requireReachable("registry", new DatabaseUrl(settings.registryUrl()));
    settings
        .online()
        .forEach(
            (name, store) -> {
              if (store instanceof FactorySettings.RocksDb) {
                throw ReachErrors.rocksDb(name);
              }
            });
    files.variablesUsed().forEach(this::requireVariable);
  }

  private static void requireReachable(String key, CatalogSettings catalog) {
    if (catalog instanceof CatalogSettings.Database database) {
      requireReachable(key, database.url());
    }
  }

  private static void requireReachable(String key, DatabaseUrl url) {
    if (url.isFile()) {
      throw ReachErrors.notInReach(key, url.text(), "jdbc:postgresql://host/database");
    }
  }

  private void requireVariable(String name) {
    Submit submit = settings.spark().submit();
    Map<String, String> conf = settings.spark().conf();
    String setting = ClusterConf.variable(submit, name);
    boolean given =
        conf.containsKey(setting)
            || (submit == Submit.KUBERNETES && conf.containsKey(SECRET + name));
    if (!given) {
      throw ReachErrors.noVariable(name, setting, secret(submit, name));
    }
  }

  private static String secret(Submit submit, String name) {
    return switch (submit) {
      case EMR_SERVERLESS -> ", or EMR.secret@ARN of one in Secrets Manager";
      case KUBERNETES -> "; or " + SECRET + name + ": SECRET:KEY";
      default -> "";
    };
  }
}
