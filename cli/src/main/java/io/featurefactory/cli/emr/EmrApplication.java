package io.featurefactory.cli.emr;

import io.featurefactory.definitions.FactorySettings.EmrFleet;
import io.featurefactory.definitions.FactorySettings.EmrSettings;
import io.featurefactory.definitions.FactorySettings.ExecutorSize;
import java.util.Map;
import java.util.Objects;
import software.amazon.awssdk.services.emrserverless.EmrServerlessClient;
import software.amazon.awssdk.services.emrserverless.model.ApplicationState;
import software.amazon.awssdk.services.emrserverless.model.ApplicationSummary;
import software.amazon.awssdk.services.emrserverless.model.CreateApplicationRequest;

/**
 * The application that ff makes for the settings of a project. It stops when it is idle, costs
 * nothing then, and starts with the next run.
 */
final class EmrApplication {
  private static final String ACTION = "emr-serverless:";

  /** What is set aside for one driver. */
  private static final ExecutorSize DRIVER = new ExecutorSize(4, 16L << 30, null);

  private static final long USUAL_DISK = 20L << 30;

  private final EmrSettings settings;
  private final String project;
  private final String name;

  /** The one for a job. */
  EmrApplication(EmrSettings settings, EmrJob job) {
    this.settings = settings;
    this.project = job.project();
    this.name = Emr.placeName(job, settings);
  }

  /** Its id. */
  String findOrMake(EmrServerlessClient client) {
    try {
      for (ApplicationSummary found : client.listApplicationsPaginator(r -> {}).applications()) {
        if (name.equals(found.name()) && found.state() != ApplicationState.TERMINATED) {
          return found.id();
        }
      }
    } catch (RuntimeException e) {
      throw EmrErrors.of(ACTION + "ListApplications", settings, e);
    }
    try {
      return client.createApplication(creation()).applicationId();
    } catch (RuntimeException e) {
      throw EmrErrors.of(ACTION + "CreateApplication", settings, e);
    }
  }

  private CreateApplicationRequest creation() {
    EmrFleet fleet = settings.fleet();
    ExecutorSize executor = settings.executor();
    int max = settings.workers().max();
    long disk = Objects.requireNonNullElse(executor.diskBytes(), USUAL_DISK);
    CreateApplicationRequest.Builder request =
        CreateApplicationRequest.builder()
            .name(name)
            .releaseLabel(fleet.release())
            .type("SPARK")
            .tags(Map.of("feature-factory", project))
            .autoStartConfiguration(a -> a.enabled(true))
            .autoStopConfiguration(
                a -> a.enabled(true).idleTimeoutMinutes((int) fleet.idle().toMinutes()))
            .maximumCapacity(
                c ->
                    c.cpu(executor.cpu() * max + DRIVER.cpu() + " vCPU")
                        .memory(gigabytes(executor.memoryBytes() * max + DRIVER.memoryBytes()))
                        .disk(gigabytes(disk * max + USUAL_DISK)));
    if (!fleet.subnets().isEmpty()) {
      request.networkConfiguration(
          n -> n.subnetIds(fleet.subnets()).securityGroupIds(fleet.securityGroups()));
    }
    return request.build();
  }

  private static String gigabytes(long bytes) {
    return (bytes >> 30) + " GB";
  }
}
