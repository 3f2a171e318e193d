package io.featurefactory.training.evaluate;

import io.github.metarank.lightgbm4j.LGBMBooster;
import java.io.IOException;

/** LightGBM's native library, which the jar brings and which needs OpenMP of the system. */
public final class LightGbmLibrary {
  private LightGbmLibrary() {}

  /** Loads it; an error with the way out if that cannot be. */
  public static void require() {
    try {
      if (!LGBMBooster.isNativeLoaded()) {
        LGBMBooster.loadNative();
      }
    } catch (LinkageError | IOException e) {
      throw EvaluateErrors.noLibrary(e);
    }
    if (!LGBMBooster.isNativeLoaded()) {
      throw EvaluateErrors.noLibrary(null);
    }
  }
}
