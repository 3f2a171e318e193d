package io.featurefactory.cli.emr;

import io.featurefactory.definitions.FactorySettings.EmrSettings;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkClient;

/**
 * A driver at Amazon, known by its place to a client of the service that runs it.
 *
 * @param <C> the client; closed with this
 */
abstract class EmrSubmission<C extends SdkClient> implements Submission {
  private final EmrSettings settings;
  private final C client;
  private final EmrPlace place;
  private final Asked asked = new Asked(this::look);
  private @Nullable String logs; // without a slash at the end

  EmrSubmission(EmrSettings settings, C client, EmrPlace place) {
    this.settings = settings;
    this.client = client;
    this.place = place;
  }

  /** Asks the service how far the driver is. */
  abstract State look();

  /** Asks the service to end it. */
  abstract void end();

  /**
   * Asks the service.
   *
   * @param action what is asked, as a policy names it
   */
  final <T> T ask(String action, Function<C, T> question) {
    try {
      return question.apply(client);
    } catch (RuntimeException e) {
      throw EmrErrors.of(action, settings, e);
    }
  }

  /** Where the service shows the driver, such as {@code the run in EMR Studio}. */
  abstract String page();

  /** Folders of what Spark says, in the folder that {@link #keepLogs} was told. */
  abstract List<String> logs();

  /**
   * Remembers where the service puts logs.
   *
   * @param folder as it tells it: EMR says {@code s3n} for S3; null if it keeps none
   */
  final void keepLogs(@Nullable String folder) {
    logs = folder == null ? null : folder.replaceFirst("^s3[an]:", "s3:").replaceFirst("/+$", "");
  }

  /** Id of the cluster, or of the application. */
  final String host() {
    return place.host();
  }

  /** Id of the step, or of the job run. */
  final String job() {
    return place.job();
  }

  @Override
  public final String place() {
    return place.text();
  }

  @Override
  public final State state() {
    return asked.state();
  }

  @Override
  public final String advice() {
    String folder = logs;
    if (folder == null) {
      return "see " + page() + "; no logs are kept in S3";
    }
    return logs().stream()
        .map(path -> folder + "/" + path)
        .collect(
            Collectors.joining(
                " and ", "see " + page() + ", and what Spark says in its logs, ", ""));
  }

  @Override
  public final boolean cancel() {
    end();
    return true;
  }

  @Override
  public final void close() {
    client.close();
  }
}
