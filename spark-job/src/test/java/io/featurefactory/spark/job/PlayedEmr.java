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
 * Spark, the one of this machine, and enters how it ended. Only what is about YARN, and about how
 * many machines there are, is left out.
 */
final class PlayedEmr implements AutoCloseable {
  private static final long POLL_MILLIS = 200;
  private static final Set<String> LEFT_OUT =
      Set.of(
          "spark.executor.cores",
          "spark.executor.memory",
          "spark.executor.memoryOverhead",
          "spark.dynamicAllocation.enabled",
          "spark.yarn.maxAppAttempts");

  private final MotoServer aws;
  private final Path folder;
  private final EmrClient emr;
  private final EmrServerlessClient serverless;
  private final Set<String> taken = ConcurrentHashMap.newKeySet();
  private final Thread thread = new Thread(this::play, "emr");

  /**
   * Begins to look for jobs.
   *
   * @param folder for the words of Spark
   */
  PlayedEmr(MotoServer aws, Path folder) {
    this.aws = aws;
    this.folder = folder;
    System.setProperty("aws.accessKeyId", "test");
    System.setProperty("aws.secretAccessKey", "test");
    this.emr = EmrClient.builder().endpointOverride(aws.uri()).region(Region.US_EAST_1).build();
    this.serverless =
        EmrServerlessClient.builder().endpointOverride(aws.uri()).region(Region.US_EAST_1).build();
    thread.setDaemon(true);
    thread.start();
  }

  /** How many jobs it has run, or runs. */
  int jobs() {
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
        // after spark-submit, --deploy-mode cluster and --master yarn
        List<String> arguments = step.config().args();
        aws.step(step.id(), state(run(arguments.subList(5, arguments.size()))), "");
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

  private int run(List<String> arguments) throws IOException, InterruptedException {
    Path home = SparkDistribution.of(SparkDistribution.OWN).home();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    SparkCluster.OPENED.forEach(
        name -> command.add("--add-opens=java.base/" + name + "=ALL-UNNAMED"));
    command.addAll(List.of("-cp", home.resolve("jars") + "/*"));
    command.addAll(List.of("org.apache.spark.deploy.SparkSubmit", "--master", "local[2]"));
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (argument.equals("--conf")
          && LEFT_OUT.contains(arguments.get(i + 1).replaceFirst("=.*", ""))) {
        i++;
      } else if (argument.startsWith("s3://")) {
        command.add(download(argument).toString());
      } else {
        command.add(argument);
      }
    }
    Path log = folder.resolve("emr-" + taken.size() + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    // as the role of a machine of EMR
    builder.environment().put("AWS_ACCESS_KEY_ID", "test");
    builder.environment().put("AWS_SECRET_ACCESS_KEY", "test");
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    return builder.start().waitFor();
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
