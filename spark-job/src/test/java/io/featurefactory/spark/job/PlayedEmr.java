package io.featurefactory.spark.job;

import io.featurefactory.testkit.servers.MotoServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.emr.EmrClient;
import software.amazon.awssdk.services.emr.model.ClusterSummary;
import software.amazon.awssdk.services.emr.model.StepSummary;
import software.amazon.awssdk.services.emrserverless.EmrServerlessClient;
import software.amazon.awssdk.services.emrserverless.model.ApplicationSummary;
import software.amazon.awssdk.services.emrserverless.model.JobRun;
import software.amazon.awssdk.services.emrserverless.model.JobRunSummary;

/**
 * Does what EMR and EMR Serverless would do with the jobs in the books of Moto: runs each in a
 * Spark, the one of this machine, and enters how it ended.
 */
final class PlayedEmr implements PlayedCluster {
  private static final long POLL_MILLIS = 200;
  private final MotoServer aws;
  private final boolean serverlessOnly;
  private final Path folder;
  private final EmrClient emr;
  private final EmrServerlessClient serverless;
  private final Set<String> taken = ConcurrentHashMap.newKeySet();
  private final Thread thread = new Thread(this::play, "emr");

  /**
   * Begins to look for jobs.
   *
   * @param serverlessOnly whether its jobs are those of EMR Serverless
   * @param folder for the words of Spark
   */
  PlayedEmr(MotoServer aws, boolean serverlessOnly, Path folder) {
    this.aws = aws;
    this.serverlessOnly = serverlessOnly;
    this.folder = folder;
    System.setProperty("aws.accessKeyId", "test");
    System.setProperty("aws.secretAccessKey", "test");
    this.emr = EmrClient.builder().endpointOverride(aws.uri()).region(Region.US_EAST_1).build();
    this.serverless =
        EmrServerlessClient.builder().endpointOverride(aws.uri()).region(Region.US_EAST_1).build();
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public String settings() {
    return "emr: {endpoint: \"%s\", region: us-east-1, %s}"
        .formatted(
            aws.uri(),
            serverlessOnly
                ? "role: \"arn:aws:iam::" + MotoServer.ACCOUNT + ":role/ff\""
                : "instances: [r7gd.2xlarge]");
  }

  @Override
  public int jobs() {
    return taken.size();
  }

  private void play() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        for (ClusterSummary cluster : emr.listClusters().clusters()) {
          playSteps(cluster.id());
        }
        for (ApplicationSummary application : serverless.listApplications(r -> {}).applications()) {
          playRuns(application.id());
        }
        TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void playSteps(String cluster) throws IOException, InterruptedException {
    for (StepSummary step : emr.listSteps(r -> r.clusterId(cluster)).steps()) {
      if (taken.add(step.id())) {
        aws.step(step.id(), "RUNNING", "");
        List<String> words = step.config().args();
        aws.step(step.id(), state(run(words.subList(1, words.size()))), "");
      }
    }
  }

  private void playRuns(String application) throws IOException, InterruptedException {
    for (JobRunSummary summary :
        serverless.listJobRuns(r -> r.applicationId(application)).jobRuns()) {
      if (taken.add(summary.id())) {
        aws.run(summary.id(), "RUNNING", "");
        JobRun run =
            serverless.getJobRun(r -> r.applicationId(application).jobRunId(summary.id())).jobRun();
        List<String> arguments =
            new ArrayList<>(
                List.of(run.jobDriver().sparkSubmit().sparkSubmitParameters().split(" ", -1)));
        Map<String, String> conf =
            run.configurationOverrides().applicationConfiguration().get(0).properties();
        conf.forEach((name, value) -> arguments.addAll(List.of("--conf", name + "=" + value)));
        arguments.add(run.jobDriver().sparkSubmit().entryPoint());
        arguments.addAll(run.jobDriver().sparkSubmit().entryPointArguments());
        aws.run(summary.id(), state(run(arguments)).replace("COMPLETED", "SUCCESS"), "");
      }
    }
  }

  private static String state(int code) {
    return code == 0 ? "COMPLETED" : "FAILED";
  }

  private int run(List<String> words) throws IOException, InterruptedException {
    PlayedDriver.Line line = PlayedDriver.Line.of(words);
    Path log = folder.resolve("emr-" + taken.size() + ".log");
    return PlayedDriver.run(
        line.options(), line.conf(), download(line.jar()), line.arguments(), folder, log);
  }

  /** The jar that the job names, from where it says. */
  private Path download(String location) throws IOException {
    Path jar = folder.resolve("job.jar");
    try (var in = aws.uri().resolve(location.substring("s3:/".length())).toURL().openStream()) {
      Files.copy(in, jar, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }
    return jar;
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    emr.close();
    serverless.close();
  }
}
