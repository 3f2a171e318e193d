package io.featurefactory.cli.spark;

import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FactoryException.Kind;
import java.nio.file.Path;

/** What keeps a command from a driver somewhere else, as a user understands it. */
final class ReachErrors {
  private ReachErrors() {}

  static FactoryException notInReach(String key, String found, String expected) {
    return new FactoryException(
        Kind.USER,
        "%s: %s is not within the reach of a driver there (expected: %s)"
            .formatted(key, found, expected));
  }

  static FactoryException rocksDb(String store) {
    return new FactoryException(
        Kind.USER,
        "online: %s is a RocksDB, in a folder of this machine, which a driver there does not see (expected: redis or dynamodb)"
            .formatted(store));
  }

  static FactoryException needsThisMachine(String command) {
    return new FactoryException(
        Kind.USER,
        "ff %s reads and writes files of this machine, and a driver there does not see them. Run it where the engine is local, or a Spark with submit: local: ff %s --env NAME, with a factory.NAME.yaml that says so"
            .formatted(command, command));
  }

  static FactoryException noVariable(String name, String setting, String secret) {
    return new FactoryException(
        Kind.USER,
        "factory.yaml takes ${%s} from the environment, and the driver has another one there. Give it to the driver under spark: conf: %s: a value that everybody may see who sees jobs%s"
            .formatted(name, setting, secret));
  }

  static FactoryException noKubernetes(Path home) {
    return new FactoryException(
        Kind.USER,
        "submit: kubernetes needs a whole Spark, and %s has no jars/spark-kubernetes_*.jar (expected: spark: {home: ...} or SPARK_HOME with Apache's download, or PyPI's pyspark)"
            .formatted(home));
  }
}
