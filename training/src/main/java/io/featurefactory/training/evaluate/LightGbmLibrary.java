package io.featurefactory.training.evaluate;

import io.github.metarank.lightgbm4j.LGBMBooster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** LightGBM's native library, which the jar brings and which needs OpenMP of the system. */
public final class LightGbmLibrary {
  private static final String TEMPORARY = "java.io.tmpdir";

  private LightGbmLibrary() {}

  /** Loads it; an error with the way out if that cannot be. */
  public static synchronized void require() {
    try {
      if (!LGBMBooster.isNativeLoaded()) {
        load();
      }
    } catch (LinkageError | IOException e) {
      throw EvaluateErrors.noLibrary(e);
    }
    if (!LGBMBooster.isNativeLoaded()) {
      throw EvaluateErrors.noLibrary(null);
    }
  }

  /**
   * The binding unpacks the library under a fixed name in the temporary folder and writes over what
   * another process has loaded from there, which then crashes: each process has a folder of its
   * own.
   */
  private static void load() throws IOException {
    String temporary = System.getProperty(TEMPORARY);
    Path own = Files.createTempDirectory("ff-lightgbm-");
    own.toFile().deleteOnExit();
    System.setProperty(TEMPORARY, own.toString());
    try {
      LGBMBooster.loadNative();
    } finally {
      System.setProperty(TEMPORARY, temporary);
    }
  }
}
