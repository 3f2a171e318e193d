package io.featurefactory.cli.emr;

import io.featurefactory.definitions.FactorySettings.EmrSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.emr.EmrClient;
import software.amazon.awssdk.services.emr.model.ActionOnFailure;
import software.amazon.awssdk.services.emr.model.Cluster;
import software.amazon.awssdk.services.emr.model.ClusterStatus;
import software.amazon.awssdk.services.emr.model.FailureDetails;
import software.amazon.awssdk.services.emr.model.StepConfig;
import software.amazon.awssdk.services.emr.model.StepState;
import software.amazon.awssdk.services.emr.model.StepStatus;
import software.amazon.awssdk.services.emr.model.StepSummary;

/** A driver in a cluster of EMR, as one of its steps. */
final class EmrStep extends EmrSubmission<EmrClient> {
  /** Of one argument of a step. */
  private static final int MOST_CHARACTERS = 10_240;

  private static final String ACTION = "elasticmapreduce:";
  private static final Set<StepState> AFTER =
      Set.of(StepState.COMPLETED, StepState.CANCELLED, StepState.FAILED, StepState.INTERRUPTED);

  private EmrStep(EmrSettings settings, EmrClient client, EmrPlace place) {
    super(settings, client, place);
  }

  /** One that was submitted. */
  static EmrStep of(EmrSettings settings, EmrPlace place) {
    return new EmrStep(settings, EmrClients.emr(settings), place);
  }

  /** Submits a job, to a cluster that is made if there is none. */
  static EmrStep submit(EmrSettings settings, EmrJob job) {
    List<String> arguments = arguments(job);
    EmrClient client = EmrClients.emr(settings);
    try (EmrClient once = EmrClients.emrOnce(settings)) {
      String cluster =
          settings.place() == null
              ? new EmrCluster(settings, job).findOrMake(client, once)
              : settings.place();
      StepConfig step =
          StepConfig.builder()
              .name(job.name())
              .actionOnFailure(ActionOnFailure.CONTINUE)
              .hadoopJarStep(j -> j.jar("command-runner.jar").args(arguments))
              .build();
      String id =
          Once.run(
              ACTION + "AddJobFlowSteps",
              settings,
              job.name(),
              () -> once.addJobFlowSteps(r -> r.jobFlowId(cluster).steps(step)).stepIds().get(0),
              () -> findStep(client, cluster, job.name()));
      return new EmrStep(settings, client, new EmrPlace(EmrPlace.EMR, cluster, id));
    } catch (RuntimeException e) {
      client.close();
      throw e;
    }
  }

  private static List<String> arguments(EmrJob job) {
    List<String> arguments = new ArrayList<>(List.of("spark-submit", "--deploy-mode", "cluster"));
    arguments.addAll(List.of("--master", "yarn"));
    arguments.addAll(List.of("--name", "feature-factory " + job.project()));
    arguments.addAll(List.of("--class", job.mainClass()));
    job.conf().forEach((name, value) -> arguments.addAll(List.of("--conf", name + "=" + value)));
    arguments.add(job.jar());
    arguments.addAll(job.arguments());
    for (String argument : arguments) {
      if (argument.length() > MOST_CHARACTERS) {
        throw EmrErrors.tooLong(argument.length(), MOST_CHARACTERS);
      }
    }
    return arguments;
  }

  private static @Nullable String findStep(EmrClient client, String cluster, String name) {
    for (StepSummary step : client.listStepsPaginator(r -> r.clusterId(cluster)).steps()) {
      if (name.equals(step.name())) {
        return step.id();
      }
    }
    return null;
  }

  @Override
  State look() {
    return ask(ACTION + "DescribeStep", this::look);
  }

  private State look(EmrClient client) {
    StepStatus status = client.describeStep(r -> r.clusterId(host()).stepId(job())).step().status();
    Phase phase =
        status.state() == StepState.PENDING
            ? Phase.WAITING
            : AFTER.contains(status.state()) ? Phase.ENDED : Phase.RUNNING;
    String said =
        "step %s of cluster %s is %s%s"
            .formatted(job(), host(), status.stateAsString(), reason(status));
    return new State(phase, phase == Phase.RUNNING ? said : said + ofCluster(client));
  }

  private static String reason(StepStatus status) {
    FailureDetails failure = status.failureDetails();
    String reason =
        failure != null && failure.reason() != null
            ? failure.reason() + (failure.message() == null ? "" : ", " + failure.message())
            : status.stateChangeReason() == null ? null : status.stateChangeReason().message();
    return reason == null || reason.isBlank() ? "" : ": " + reason.strip();
  }

  private String ofCluster(EmrClient client) {
    Cluster cluster = client.describeCluster(r -> r.clusterId(host())).cluster();
    keepLogs(cluster.logUri());
    ClusterStatus status = cluster.status();
    String reason =
        status.stateChangeReason() == null ? null : status.stateChangeReason().message();
    return ", the cluster "
        + status.stateAsString()
        + (reason == null || reason.isBlank() ? "" : ": " + reason.strip());
  }

  @Override
  String page() {
    return "the step in the console of EMR";
  }

  @Override
  List<String> logs() {
    return List.of(host() + "/steps/" + job(), host() + "/containers");
  }

  @Override
  void end() {
    ask(
        ACTION + "CancelSteps",
        client -> client.cancelSteps(r -> r.clusterId(host()).stepIds(job())));
  }
}
