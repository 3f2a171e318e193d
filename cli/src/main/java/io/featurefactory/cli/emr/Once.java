package io.featurefactory.cli.emr;

import io.featurefactory.definitions.FactorySettings.EmrSettings;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Asks EMR for what it would do twice if it was asked twice. */
final class Once {
  private static final int ATTEMPTS = 4;
  private static final long PAUSE_SECONDS = 2;

  private Once() {}

  /**
   * Does what must not be done twice. If it is not known whether it was done, it is looked for
   * before it is done again.
   *
   * @param find its result, if it was done; null if it was not
   */
  static String run(
      String action,
      EmrSettings settings,
      String name,
      Supplier<String> act,
      Supplier<@Nullable String> find) {
    for (int attempt = 1; ; attempt++) {
      RuntimeException failure;
      try {
        return act.get();
      } catch (RuntimeException e) {
        failure = e;
      }
      String found = EmrErrors.passes(failure) ? found(name, failure, find) : null;
      if (found != null) {
        return found;
      }
      if (!EmrErrors.passes(failure) || attempt == ATTEMPTS) {
        throw EmrErrors.of(action, settings, failure);
      }
    }
  }

  private static @Nullable String found(
      String name, RuntimeException failure, Supplier<@Nullable String> find) {
    try {
      TimeUnit.SECONDS.sleep(PAUSE_SECONDS);
      return find.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw EmrErrors.cannotTell(name, failure);
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
      throw EmrErrors.cannotTell(name, failure);
    }
  }
}
