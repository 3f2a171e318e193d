package io.featurefactory.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A process to start.
 *
 * @param name of its log, and in messages
 * @param command the program and its arguments
 * @param folder that it runs in
 * @param environment on top of this process's
 */
record Launch(String name, List<String> command, Path folder, Map<String, String> environment) {
  Launch {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }
}
