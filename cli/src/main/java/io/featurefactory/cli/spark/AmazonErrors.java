package io.featurefactory.cli.spark;

import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FactoryException.Kind;

/** What keeps a command from a driver at Amazon, as a user understands it. */
final class AmazonErrors {
  private AmazonErrors() {}

  static FactoryException notInReach(String key, String found, String expected) {
    return new FactoryException(
        Kind.USER,
        "%s: %s is not within the reach of a driver at Amazon (expected: %s)"
            .formatted(key, found, expected));
  }

  static FactoryException rocksDb(String store) {
    return new FactoryException(
        Kind.USER,
        "online: %s is a RocksDB, in a folder of this machine, which a driver at Amazon does not see (expected: redis or dynamodb)"
            .formatted(store));
  }

  static FactoryException needsThisMachine(String command) {
    return new FactoryException(
        Kind.USER,
        "ff %s reads and writes files of this machine, and a driver at Amazon does not see them. Run it where the engine is local, or a Spark with submit: local: ff %s --env NAME, with a factory.NAME.yaml that says so"
            .formatted(command, command));
  }

  static FactoryException noVariable(String name, String setting, boolean serverless) {
    return new FactoryException(
        Kind.USER,
        "factory.yaml takes ${%s} from the environment, and the driver at Amazon has another one. Give it to the driver under spark: conf: %s: %s"
            .formatted(
                name,
                setting,
                serverless
                    ? "EMR.secret@ARN (of a secret in Secrets Manager), or a value that everybody may see"
                    : "a value (everybody who may describe steps sees it)"));
  }
}
