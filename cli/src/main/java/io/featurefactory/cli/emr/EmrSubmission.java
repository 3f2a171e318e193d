package io.featurefactory.cli.emr;

import io.featurefactory.definitions.FactorySettings.EmrSettings;
import java.util.function.Function;
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
  public final boolean cancel() {
    end();
    return true;
  }

  @Override
  public final void close() {
    client.close();
  }
}
