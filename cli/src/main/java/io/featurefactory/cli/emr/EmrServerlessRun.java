package io.featurefactory.cli.emr;

import io.featurefactory.definitions.FactorySettings.EmrSettings;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.emrserverless.EmrServerlessClient;
import software.amazon.awssdk.services.emrserverless.model.Configuration;
import software.amazon.awssdk.services.emrserverless.model.ConfigurationOverrides;
import software.amazon.awssdk.services.emrserverless.model.JobRun;
import software.amazon.awssdk.services.emrserverless.model.JobRunState;
import software.amazon.awssdk.services.emrserverless.model.MonitoringConfiguration;
import software.amazon.awssdk.services.emrserverless.model.S3MonitoringConfiguration;
import software.amazon.awssdk.services.emrserverless.model.StartJobRunRequest;

/** A driver in an application of EMR Serverless. */
final class EmrServerlessRun extends EmrSubmission<EmrServerlessClient> {
  private static final String ACTION = "emr-serverless:";

  private static final Set<JobRunState> BEFORE =
      Set.of(JobRunState.PENDING, JobRunState.SCHEDULED, JobRunState.SUBMITTED, JobRunState.QUEUED);
  private static final Set<JobRunState> AFTER =
      Set.of(JobRunState.SUCCESS, JobRunState.FAILED, JobRunState.CANCELLED);

  private EmrServerlessRun(EmrSettings settings, EmrServerlessClient client, EmrPlace place) {
    super(settings, client, place);
  }

  /** One that was submitted. */
  static EmrServerlessRun of(EmrSettings settings, EmrPlace place) {
    return new EmrServerlessRun(settings, EmrClients.serverless(settings), place);
  }

  /** Submits a job, to an application that is made if there is none. */
  static EmrServerlessRun submit(EmrSettings settings, EmrJob job) {
    EmrServerlessClient client = EmrClients.serverless(settings);
    try {
      String application =
          settings.place() == null
              ? new EmrApplication(settings, job).findOrMake(client)
              : settings.place();
      String run = start(settings, client, application, job);
      return new EmrServerlessRun(
          settings, client, new EmrPlace(EmrPlace.SERVERLESS, application, run));
    } catch (RuntimeException e) {
      client.close();
      throw e;
    }
  }

  private static String start(
      EmrSettings settings, EmrServerlessClient client, String application, EmrJob job) {
    StartJobRunRequest request =
        StartJobRunRequest.builder()
            .applicationId(application)
            .name(job.name())
            .clientToken(job.name()) // asked twice, it starts one
            .executionRoleArn(settings.role())
            .executionTimeoutMinutes(0L) // a backfill may take days
            .tags(Map.of("feature-factory", job.project()))
            .jobDriver(
                d ->
                    d.sparkSubmit(
                        s ->
                            s.entryPoint(job.jar())
                                .entryPointArguments(job.arguments())
                                .sparkSubmitParameters("--class " + job.mainClass())))
            .configurationOverrides(
                o ->
                    o.applicationConfiguration(
                            Configuration.builder()
                                .classification("spark-defaults")
                                .properties(job.conf())
                                .build())
                        .monitoringConfiguration(
                            m -> m.s3MonitoringConfiguration(s -> s.logUri(job.logs()))))
            .build();
    try {
      return client.startJobRun(request).jobRunId();
    } catch (RuntimeException e) {
      throw EmrErrors.of(ACTION + "StartJobRun", settings, e);
    }
  }

  @Override
  State look() {
    JobRun found =
        ask(
            ACTION + "GetJobRun",
            client -> client.getJobRun(r -> r.applicationId(host()).jobRunId(job())).jobRun());
    keepLogs(logs(found));
    Phase phase =
        BEFORE.contains(found.state())
            ? Phase.WAITING
            : AFTER.contains(found.state()) ? Phase.ENDED : Phase.RUNNING;
    String details = Objects.requireNonNullElse(found.stateDetails(), "");
    return new State(
        phase,
        "run %s of application %s is %s%s"
            .formatted(
                job(),
                host(),
                found.stateAsString(),
                details.isBlank() ? "" : ": " + details.strip()));
  }

  private static @Nullable String logs(JobRun run) {
    return Optional.ofNullable(run.configurationOverrides())
        .map(ConfigurationOverrides::monitoringConfiguration)
        .map(MonitoringConfiguration::s3MonitoringConfiguration)
        .map(S3MonitoringConfiguration::logUri)
        .orElse(null);
  }

  @Override
  String page() {
    return "the run in EMR Studio";
  }

  @Override
  List<String> logs() {
    return List.of("applications/%s/jobs/%s".formatted(host(), job()));
  }

  @Override
  void end() {
    ask(
        ACTION + "CancelJobRun",
        client -> client.cancelJobRun(r -> r.applicationId(host()).jobRunId(job())));
  }
}
