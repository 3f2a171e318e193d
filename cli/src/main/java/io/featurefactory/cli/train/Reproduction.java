package io.featurefactory.cli.train;

import java.util.LinkedHashMap;
import java.util.Map;

/** Whether a training set that was made again is the same, and why not. */
final class Reproduction {
  private Reproduction() {}

  /** Fails if the bytes differ, and names the input that does. */
  static void check(Manifest then, Manifest now) {
    if (then.sha256().equals(now.sha256()) || !sameFormat(then, now)) {
      return;
    }
    Map<String, String[]> inputs = new LinkedHashMap<>();
    inputs.put("the service", new String[] {then.serviceHash(), now.serviceHash()});
    inputs.put("the spine", new String[] {then.spineHash(), now.spineHash()});
    inputs.put("DuckDB", new String[] {then.engine(), now.engine()});
    inputs.put("Feature Factory", new String[] {then.version(), now.version()});
    inputs.put("its sha256", new String[] {then.sha256(), now.sha256()});
    inputs.forEach(
        (what, values) -> {
          if (!values[0].equals(values[1])) {
            throw TrainErrors.changed(what, values[0], values[1]);
          }
        });
  }

  private static boolean sameFormat(Manifest then, Manifest now) {
    return suffix(then.file()).equals(suffix(now.file()));
  }

  private static String suffix(String file) {
    return file.substring(Math.max(0, file.lastIndexOf('.')));
  }
}
