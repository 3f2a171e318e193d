package io.featurefactory.testkit.servers;

import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The DynamoDB of the tests: one {@link Dynalite} for each JVM, or what {@code -Dff.dynamodb=URI}
 * names, such as the address of a region, with the credentials that the AWS SDK finds.
 */
public final class DynamoDb {
  private static final String KEY_ID = "aws.accessKeyId";
  private static final String KEY = "aws.secretAccessKey";

  private static @Nullable Dynalite started;

  /** Why it could not be started; later tests need not wait to hear that again. */
  private static @Nullable String failure;

  private DynamoDb() {}

  /** Where it is. Its tables are those of all tests: name yours as no other does. */
  public static synchronized URI endpoint() {
    String other = System.getProperty("ff.dynamodb");
    if (other != null) {
      return URI.create(other);
    }
    System.setProperty(KEY_ID, "test");
    System.setProperty(KEY, "test");
    return started().uri();
  }

  private static Dynalite started() {
    if (failure != null) {
      throw new IllegalStateException(failure);
    }
    Dynalite running = started;
    if (running == null) {
      try {
        running = Dynalite.start();
        started = running;
      } catch (IllegalStateException e) {
        failure = e.getMessage();
        throw e;
      }
    }
    return running;
  }

  /** What another JVM needs to ask it, beside the address. */
  public static List<String> options() {
    return System.getProperty("ff.dynamodb") == null
        ? List.of("-D%s=test".formatted(KEY_ID), "-D%s=test".formatted(KEY))
        : List.of();
  }
}
