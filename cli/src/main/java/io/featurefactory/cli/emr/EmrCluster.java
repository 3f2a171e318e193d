package io.featurefactory.cli.emr;

import io.featurefactory.definitions.FactorySettings.EmrFleet;
import io.featurefactory.definitions.FactorySettings.EmrSettings;
import io.featurefactory.definitions.FactorySettings.Workers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.emr.EmrClient;
import software.amazon.awssdk.services.emr.model.Application;
import software.amazon.awssdk.services.emr.model.ClusterState;
import software.amazon.awssdk.services.emr.model.ClusterSummary;
import software.amazon.awssdk.services.emr.model.ComputeLimitsUnitType;
import software.amazon.awssdk.services.emr.model.Configuration;
import software.amazon.awssdk.services.emr.model.InstanceFleetConfig;
import software.amazon.awssdk.services.emr.model.InstanceFleetType;
import software.amazon.awssdk.services.emr.model.InstanceTypeConfig;
import software.amazon.awssdk.services.emr.model.JobFlowInstancesConfig;
import software.amazon.awssdk.services.emr.model.RunJobFlowRequest;
import software.amazon.awssdk.services.emr.model.SpotProvisioningTimeoutAction;
import software.amazon.awssdk.services.emr.model.Tag;

/**
 * The cluster that ff makes for the settings of a project, and that ends itself when it is idle.
 */
final class EmrCluster {
  private static final String ACTION = "elasticmapreduce:";
  private static final int STEPS_AT_ONCE = 10;
  private static final int SPOT_PATIENCE_MINUTES = 10;

  private final EmrSettings settings;
  private final String project;
  private final String logs;
  private final String name;

  /** The one for a job. */
  EmrCluster(EmrSettings settings, EmrJob job) {
    this.settings = settings;
    this.project = job.project();
    this.logs = job.logs();
    this.name = Emr.placeName(job, settings);
  }

  /** Its id. */
  String findOrMake(EmrClient client, EmrClient once) {
    String found;
    try {
      found = find(client);
    } catch (RuntimeException e) {
      throw EmrErrors.of(ACTION + "ListClusters", settings, e);
    }
    return found != null
        ? found
        : Once.run(
            ACTION + "RunJobFlow",
            settings,
            name,
            () -> once.runJobFlow(creation()).jobFlowId(),
            () -> find(client));
  }

  private @Nullable String find(EmrClient client) {
    Iterable<ClusterSummary> clusters =
        client
            .listClustersPaginator(
                r ->
                    r.clusterStates(
                        ClusterState.STARTING,
                        ClusterState.BOOTSTRAPPING,
                        ClusterState.RUNNING,
                        ClusterState.WAITING))
            .clusters();
    for (ClusterSummary cluster : clusters) {
      if (name.equals(cluster.name())) {
        return cluster.id();
      }
    }
    return null;
  }

  private RunJobFlowRequest creation() {
    EmrFleet fleet = settings.fleet();
    Workers workers = settings.workers();
    int beyond = workers.max() - workers.min();
    int onDemand = workers.max() - (int) Math.round(beyond * workers.spot());
    return RunJobFlowRequest.builder()
        .name(name)
        .releaseLabel(fleet.release())
        .applications(Application.builder().name("Spark").build())
        .serviceRole(fleet.serviceRole())
        .jobFlowRole(settings.role())
        .logUri(logs)
        .stepConcurrencyLevel(STEPS_AT_ONCE)
        .visibleToAllUsers(true)
        .tags(Tag.builder().key("feature-factory").value(project).build())
        .instances(machines(fleet, workers))
        .managedScalingPolicy(
            p ->
                p.computeLimits(
                    l ->
                        l.unitType(ComputeLimitsUnitType.INSTANCE_FLEET_UNITS)
                            .minimumCapacityUnits(workers.min())
                            .maximumCapacityUnits(workers.max())
                            .maximumCoreCapacityUnits(workers.min())
                            .maximumOnDemandCapacityUnits(onDemand)))
        .autoTerminationPolicy(p -> p.idleTimeout(fleet.idle().toSeconds()))
        .configurations(
            Configuration.builder()
                // drivers stay off machines that may be taken away
                .classification("yarn-site")
                .properties(
                    Map.of(
                        "yarn.node-labels.enabled",
                        "true",
                        "yarn.node-labels.am.default-node-label-expression",
                        "CORE"))
                .build())
        .build();
  }

  private static JobFlowInstancesConfig machines(EmrFleet fleet, Workers workers) {
    JobFlowInstancesConfig.Builder machines =
        JobFlowInstancesConfig.builder()
            .keepJobFlowAliveWhenNoSteps(true)
            .instanceFleets(fleets(fleet, workers));
    if (!fleet.subnets().isEmpty()) {
      machines.ec2SubnetIds(fleet.subnets());
    }
    if (!fleet.securityGroups().isEmpty()) {
      machines
          .additionalMasterSecurityGroups(fleet.securityGroups())
          .additionalSlaveSecurityGroups(fleet.securityGroups());
    }
    return machines.build();
  }

  /** Machines that always are, and, if it may grow, one of those that come and go. */
  private static List<InstanceFleetConfig> fleets(EmrFleet fleet, Workers workers) {
    List<InstanceFleetConfig> fleets = new ArrayList<>();
    fleets.add(fleet(fleet, InstanceFleetType.MASTER).targetOnDemandCapacity(1).build());
    fleets.add(fleet(fleet, InstanceFleetType.CORE).targetOnDemandCapacity(workers.min()).build());
    if (workers.max() > workers.min()) {
      InstanceFleetConfig.Builder task = fleet(fleet, InstanceFleetType.TASK);
      if (workers.spot() > 0) {
        task.targetSpotCapacity(1)
            .launchSpecifications(
                l ->
                    l.spotSpecification(
                        s ->
                            s.allocationStrategy("price-capacity-optimized")
                                .timeoutDurationMinutes(SPOT_PATIENCE_MINUTES)
                                .timeoutAction(SpotProvisioningTimeoutAction.SWITCH_TO_ON_DEMAND)));
      } else {
        task.targetOnDemandCapacity(1);
      }
      fleets.add(task.build());
    }
    return fleets;
  }

  private static InstanceFleetConfig.Builder fleet(EmrFleet fleet, InstanceFleetType type) {
    List<InstanceTypeConfig> types =
        fleet.instances().stream()
            .map(t -> InstanceTypeConfig.builder().instanceType(t).weightedCapacity(1).build())
            .toList();
    return InstanceFleetConfig.builder().instanceFleetType(type).instanceTypeConfigs(types);
  }
}
