package io.featurefactory.online;

import io.featurefactory.model.DiskFullException;
import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FactoryException.Kind;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;

/** Every way in which this module says no to its user. */
public final class OnlineErrors {
  private static final String REBUILD = "Run ff publish --rebuild";

  private OnlineErrors() {}

  public static FactoryException notAFolder(String store, Path path) {
    return user(
        ("Cannot use %s for online store %s: it is a file (expected: a folder, or a path where one can"
                + " be made). Change online.%s.path in factory.yaml")
            .formatted(path, store, store));
  }

  public static FactoryException foreignFolder(String store, Path path, String found) {
    return user(
        ("Cannot use %s for online store %s: it holds %s, which is not of an online store (expected: an"
                + " empty folder). Change online.%s.path in factory.yaml")
            .formatted(path, store, found, store));
  }

  public static FactoryException otherFormat(String store, Path path, String found) {
    return user(
        ("Cannot open online store %s at %s: its format is \"%s\" (expected: \"%s\"), from another"
                + " version of ff. Use that version, or change online.%s.path in factory.yaml and run ff"
                + " publish")
            .formatted(store, path, found, "feature-factory online store 1", store));
  }

  /** Somebody else writes; {@code holder} says who and since when. */
  public static FactoryException locked(String store, Path path, String holder, Duration waited) {
    return external(
        ("Cannot write to online store %s at %s: %s is writing to it; waited %s. Try again when it is"
                + " done, or stop it. Lookups are not affected")
            .formatted(store, path, holder, seconds(waited)));
  }

  public static FactoryException damaged(String store, Path path, String cause) {
    return external(
        ("Cannot read online store %s at %s: its files are damaged (%s). "
                + REBUILD
                + ": it sets them aside and writes every view anew from its log")
            .formatted(store, path, cause));
  }

  public static FactoryException diskFull(String store, Path path, String cause) {
    return new DiskFullException(
        ("Cannot write to online store %s at %s: no space left (%s). What was published is safe; free"
                + " some space, then run the same command again")
            .formatted(store, path, cause),
        null);
  }

  public static FactoryException io(String store, Path path, IOException e) {
    return String.valueOf(e.getMessage()).contains("No space left")
        ? diskFull(store, path, String.valueOf(e.getMessage()))
        : io(store, path, e.toString());
  }

  public static FactoryException io(String store, Path path, String cause) {
    return external(
        ("Cannot use online store %s at %s: %s. Run the same command again when that is mended; or make the"
                + " store anew from the feature log, which has everything: ff publish --rebuild")
            .formatted(store, path, cause.replaceFirst("[.]+$", "")));
  }

  /** Readers could not keep up with a writer that opens and closes all the time. */
  public static FactoryException restless(String store, Path path) {
    return external(
        ("Cannot read online store %s at %s: it is being reopened by writers again and again. Try"
                + " again")
            .formatted(store, path));
  }

  /** An entry that the store itself did not notice to be damaged. */
  public static FactoryException damagedEntry(String what) {
    return external(
        ("Cannot read an online store: it holds %s (damaged). " + REBUILD).formatted(what));
  }

  public static FactoryException closed(String store) {
    return new FactoryException(Kind.INTERNAL, "Online store " + store + " was closed");
  }

  private static String seconds(Duration duration) {
    return BigDecimal.valueOf(duration.toMillis(), 3).stripTrailingZeros().toPlainString() + "s";
  }

  private static FactoryException user(String message) {
    return new FactoryException(Kind.USER, message);
  }

  private static FactoryException external(String message) {
    return new FactoryException(Kind.EXTERNAL, message);
  }
}
