package io.featurefactory.cli.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.featurefactory.cli.emr.EmrPlace;
import io.featurefactory.cli.emr.Submission;
import io.featurefactory.cli.project.ProjectFiles;
import io.featurefactory.model.FactoryException;
import io.featurefactory.testkit.servers.MotoServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.emr.EmrClient;
import software.amazon.awssdk.services.emr.model.Cluster;
import software.amazon.awssdk.services.emr.model.Step;
import software.amazon.awssdk.services.emrserverless.EmrServerlessClient;
import software.amazon.awssdk.services.emrserverless.model.Application;
import software.amazon.awssdk.services.emrserverless.model.JobRun;

/** Jobs for Amazon, against the API of Moto. The driver is played by the test. */
final class AmazonCommandTest {
  private static final AtomicInteger NUMBERS = new AtomicInteger();
  private static final String ROLE = "arn:aws:iam::" + MotoServer.ACCOUNT + ":role/ff";
  private static final List<String> WORDS = List.of("backfill", "--from", "2026-03-02");
  private static MotoServer aws;

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private String project;
  private String job;

  @BeforeAll
  static void start() {
    aws = MotoServer.start();
    aws.createBucket("lake");
    System.setProperty("aws.accessKeyId", "test");
    System.setProperty("aws.secretAccessKey", "test");
  }

  @AfterAll
  static void stop() {
    aws.close();
  }

  @BeforeEach
  void project() throws IOException {
    Files.writeString(folder.resolve("job.jar"), "the job");
    int number = NUMBERS.incrementAndGet();
    project = "shop" + number;
    job = "backfill-2026-03-05T08000" + number + "Z";
  }

  private ProjectFiles files(String spark, String... more) {
    String settings =
        """
        project: %s
        engine: spark
        warehouse: s3://lake/%s
        s3: {endpoint: "%s", region: us-east-1, access_key: test, secret_key: test}
        catalog: jdbc:postgresql://db/ff
        registry: jdbc:postgresql://db/ff
        online: {default: {type: redis, uri: "redis://cache:6379"}}
        spark:
          submit: %s
        %s
        """
            .formatted(project, project, aws.uri(), spark, String.join("\n", more));
    try {
      Files.writeString(
          folder.resolve("factory.yaml"), settings.replace("ENDPOINT", aws.uri().toString()));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return new ProjectFiles(folder, "", Map.of("PASSWORD", "secret"));
  }

  private ProjectFiles serverlessFiles() {
    return files(
        "emr-serverless",
        "  conf: {spark.executor.cores: 8}",
        "  emr: {endpoint: ENDPOINT, region: us-east-1, role: \"%s\", workers: {max: 40}}"
            .formatted(ROLE));
  }

  private ProjectFiles clusterFiles() {
    return files(
        "emr",
        "  emr: {endpoint: ENDPOINT, region: us-east-1, instances: [r7gd.2xlarge],"
            + " workers: {min: 2, max: 12, spot: 80%}}");
  }

  private EmrPlace submit(ProjectFiles files) {
    AmazonCommand amazon = new AmazonCommand(files);
    new Reach(files).require("backfill", false);
    try (Submission submission =
        amazon.submit(WORDS, job, folder.resolve("job.jar"), new PrintWriter(err, true))) {
      String text = Objects.requireNonNull(submission.place());
      new JobOutput.Reader(files.settings().warehouseSettings(), job).keepPlace(text);
      return Objects.requireNonNull(EmrPlace.find(text));
    }
  }

  private static EmrClient emr() {
    return EmrClient.builder().endpointOverride(aws.uri()).region(Region.US_EAST_1).build();
  }

  private static EmrServerlessClient serverless() {
    return EmrServerlessClient.builder()
        .endpointOverride(aws.uri())
        .region(Region.US_EAST_1)
        .build();
  }

  private static JobRun run(EmrPlace place) {
    try (EmrServerlessClient client = serverless()) {
      return client.getJobRun(r -> r.applicationId(place.host()).jobRunId(place.job())).jobRun();
    }
  }

  private static Application application(EmrPlace place) {
    try (EmrServerlessClient client = serverless()) {
      return client.getApplication(r -> r.applicationId(place.host())).application();
    }
  }

  private static Step step(EmrPlace place) {
    try (EmrClient client = emr()) {
      return client.describeStep(r -> r.clusterId(place.host()).stepId(place.job())).step();
    }
  }

  private int follow(ProjectFiles files) {
    return RemoteDriver.follow(
        files.settings(), job, new PrintWriter(out, true), new PrintWriter(err, true));
  }

  /** What the driver does: the words of its command line are the last ones. */
  private void drive(ProjectFiles files, List<String> arguments, int code) {
    assertThat(arguments.subList(arguments.size() - WORDS.size(), arguments.size()))
        .isEqualTo(WORDS);
    Job told = Job.of(arguments.get(arguments.size() - WORDS.size() - 1));
    assertThat(told.output()).isEqualTo(job);
    assertThat(told.settings()).containsKey("factory.yaml");
    JobOutput driver =
        JobOutput.open(files.settings().warehouseSettings(), told.output(), output -> {});
    driver.out().print("3 boundaries");
    driver.end(code);
  }

  @Test
  void serverless_runsTheCommandAndAnswersWithItsCode() {
    ProjectFiles files = serverlessFiles();
    EmrPlace place = submit(files);
    JobRun run = run(place);

    assertThat(run.name()).isEqualTo(job);
    assertThat(run.executionRole()).isEqualTo(ROLE);
    assertThat(run.jobDriver().sparkSubmit().entryPoint())
        .matches("s3://lake/" + project + "/jobs/jars/job-[0-9a-f]{12}[.]jar");
    assertThat(run.jobDriver().sparkSubmit().sparkSubmitParameters())
        .isEqualTo("--class io.featurefactory.cli.SparkMain");
    assertThat(run.configurationOverrides().applicationConfiguration())
        .singleElement()
        .satisfies(c -> assertThat(c.classification()).isEqualTo("spark-defaults"))
        .satisfies(
            c ->
                assertThat(c.properties())
                    .containsEntry("spark.executor.cores", "8") // what the user wrote counts
                    .containsEntry("spark.executor.memory", "2048m")
                    .containsEntry("spark.executor.memoryOverhead", "14336m")
                    .containsEntry("spark.dynamicAllocation.maxExecutors", "40")
                    .containsEntry("spark.driver.memoryOverhead", "6144m")
                    .containsEntry(
                        "spark.emr-serverless.driverEnv.FF_KERNEL_MEMORY", "4294967296"));
    Application application = application(place);
    assertThat(application.maximumCapacity().cpu()).isEqualTo("164 vCPU");
    assertThat(application.maximumCapacity().memory()).isEqualTo("656 GB");
    assertThat(application.autoStopConfiguration().idleTimeoutMinutes()).isEqualTo(15);

    drive(files, run.jobDriver().sparkSubmit().entryPointArguments(), 3);
    assertThat(follow(files)).isEqualTo(3);
    assertThat(out).hasToString("3 boundaries");
  }

  @Test
  void serverless_again_usesTheSameApplicationAndJar() {
    EmrPlace first = submit(serverlessFiles());
    job += "-2";
    EmrPlace second = submit(serverlessFiles());

    assertThat(second.host()).isEqualTo(first.host());
    assertThat(second).isNotEqualTo(first);
    assertThat(err.toString()).containsOnlyOnce("Copying the job to s3://lake/");
  }

  @Test
  void serverless_fails_saysWhyAndWhere() {
    ProjectFiles files = serverlessFiles();
    EmrPlace place = submit(files);
    CompletableFuture<Integer> code = CompletableFuture.supplyAsync(() -> follow(files));
    while (!err.toString().contains("SUBMITTED")) {
      Thread.onSpinWait();
    }
    String run = place.job();
    aws.run(run, "FAILED", "Could not assume the role.");

    assertThatThrownBy(code::join)
        .cause()
        .isInstanceOf(FactoryException.class)
        .hasMessageMatching(
            "The driver of Spark ended without an answer [(]run %s of application \\w+ is FAILED: Could not assume the role.[)]. What it had done is kept; run again, or see the run in EMR Studio, and what Spark says in its logs, s3://lake/%s/emr-logs/applications/%s/jobs/%s"
                .formatted(run, project, place.host(), run));
    assertThat(err.toString()).contains("Waiting: run " + run).contains("is SUBMITTED");
  }

  @Test
  void serverless_cancelledWhileItWaits_ends() {
    ProjectFiles files = serverlessFiles();
    submit(files);

    assertThat(RemoteDriver.cancel(files.settings(), job))
        .isEqualTo(new RemoteDriver.Cancelled(true, null));
    assertThatThrownBy(() -> follow(files)).hasMessageContaining("is CANCELLED");
  }

  @Test
  void serverless_cancelledWhileItRuns_endsTheDriver() throws Exception {
    ProjectFiles files = serverlessFiles();
    EmrPlace place = submit(files);
    JobOutput driver =
        JobOutput.open(
            files.settings().warehouseSettings(), job, output -> output.end(RemoteDriver.STOPPED));
    aws.run(place.job(), "RUNNING", "");
    driver.err().print("half done");

    assertThat(RemoteDriver.cancel(files.settings(), job))
        .isEqualTo(new RemoteDriver.Cancelled(true, RemoteDriver.STOPPED));
    assertThat(follow(files)).isEqualTo(RemoteDriver.STOPPED);
    assertThat(err.toString()).endsWith("half done");
  }

  @Test
  void cluster_isMadeAndRunsTheCommandAsAStep() {
    ProjectFiles files = clusterFiles();
    EmrPlace place = submit(files);
    Step step = step(place);

    assertThat(step.name()).isEqualTo(job);
    assertThat(step.actionOnFailureAsString()).isEqualTo("CONTINUE");
    assertThat(step.config().jar()).isEqualTo("command-runner.jar");
    assertThat(step.config().args())
        .startsWith("spark-submit", "--deploy-mode", "cluster", "--master", "yarn")
        .contains("spark.yarn.maxAppAttempts=1", "spark.executor.memoryOverhead=14336m");
    try (EmrClient client = emr()) {
      Cluster made = client.describeCluster(r -> r.clusterId(place.host())).cluster();
      assertThat(made.name()).matches("ff-" + project + "-[0-9a-f]{8}");
      assertThat(made.releaseLabel()).isEqualTo("emr-7.12.0");
      assertThat(made.stepConcurrencyLevel()).isEqualTo(10);
      assertThat(made.logUri()).isEqualTo("s3://lake/" + project + "/emr-logs");
    }

    drive(files, step.config().args(), 0);
    assertThat(follow(files)).isZero();
  }

  @Test
  void cluster_endsBeforeTheDriver_saysWhy() {
    ProjectFiles files = clusterFiles();
    EmrPlace place = submit(files);
    aws.step(place.job(), "CANCELLED", "");
    aws.cluster(place.host(), "TERMINATED_WITH_ERRORS", "The VPC/subnet configuration was invalid");

    assertThatThrownBy(() -> follow(files))
        .hasMessageContaining(
            "step %s of cluster %s is CANCELLED, the cluster TERMINATED_WITH_ERRORS: The VPC/subnet configuration was invalid"
                .formatted(place.job(), place.host()))
        .hasMessageEndingWith(
            "see the step in the console of EMR, and what Spark says in its logs, s3://lake/%s/emr-logs/%s/steps/%s and s3://lake/%s/emr-logs/%s/containers"
                .formatted(project, place.host(), place.job(), project, place.host()));
  }

  @Test
  void cluster_thatIsThere_hasItsOwnLogs() {
    assertThatThrownBy(() -> follow(cancelledIn("s3n://theirs/logs/")))
        .hasMessageContaining("in its logs, s3://theirs/logs/j-");
    job += "-2";
    assertThatThrownBy(() -> follow(cancelledIn(null)))
        .hasMessageEndingWith("see the step in the console of EMR; no logs are kept in S3");
  }

  /** A project whose job was submitted to a cluster that others made, and was cancelled there. */
  private ProjectFiles cancelledIn(@Nullable String logs) {
    String cluster;
    try (EmrClient client = emr()) {
      cluster =
          client
              .runJobFlow(
                  r ->
                      r.name("theirs")
                          .logUri(logs)
                          .instances(
                              i ->
                                  i.instanceCount(1)
                                      .masterInstanceType("m7g.xlarge")
                                      .keepJobFlowAliveWhenNoSteps(true)))
              .jobFlowId();
    }
    ProjectFiles files =
        files(
            "emr",
            "  emr: {endpoint: ENDPOINT, region: us-east-1, cluster: %s}".formatted(cluster));
    aws.step(submit(files).job(), "CANCELLED", "");
    return files;
  }

  @Test
  void cluster_ofTheSettings_isUsedAgainUntilItEnds() {
    EmrPlace first = submit(clusterFiles());
    job += "-2";
    EmrPlace second = submit(clusterFiles());
    String made = first.host();
    aws.cluster(made, "TERMINATED", "");
    job += "-3";
    EmrPlace third = submit(clusterFiles());

    assertThat(second.host()).isEqualTo(made);
    assertThat(third.host()).isNotEqualTo(made);
  }

  @Test
  void placeThatIsNotThere_isNamed() {
    assertThatThrownBy(
            () ->
                submit(
                    files(
                        "emr-serverless",
                        "  emr: {endpoint: ENDPOINT, region: us-east-1, application: 00f1, role: \"%s\"}"
                            .formatted(ROLE))))
        .hasMessageContaining("EMR Serverless knows no 00f1")
        .hasMessageEndingWith("Check spark: emr: region and application");
  }

  @Test
  void nobodyAnswers_isSaid() {
    assertThatThrownBy(
            () ->
                submit(
                    files(
                        "emr",
                        "  emr: {endpoint: \"http://127.0.0.1:1\", region: us-east-1, instances: [m7g.xlarge]}")))
        .hasMessageStartingWith("Cannot reach EMR: Connection refused");
  }

  @Test
  void noRegion_isSaid() {
    assertThatThrownBy(
            () -> submit(files("emr", "  emr: {endpoint: ENDPOINT, instances: [m7g.xlarge]}")))
        .hasMessage(
            "spark: emr: there is no region, and this machine has none (expected: region: eu-west-1, or AWS_REGION)");
  }

  @Test
  void whatADriverCannotReach_isRefused() throws IOException {
    Reach reach = new Reach(serverlessFiles());

    assertThatThrownBy(() -> reach.require("train", true))
        .hasMessageStartingWith("ff train reads and writes files of this machine");
    files("emr-serverless", "  emr: {role: \"%s\"}".formatted(ROLE));
    Path settings = folder.resolve("factory.yaml");
    Files.writeString(
        settings, Files.readString(settings).replace("db/ff", "db/ff?password=${PASSWORD}"));
    assertThat(
            new ProjectFiles(folder, "", Map.of("PASSWORD", "secret", "FF_KERNEL_MEMORY", "5"))
                .settings()
                .memoryBytes())
        .isEqualTo(5);
    ProjectFiles withSecret = new ProjectFiles(folder, "", Map.of("PASSWORD", "secret"));
    assertThatThrownBy(() -> new Reach(withSecret).require("run", false))
        .hasMessage(
            "factory.yaml takes ${PASSWORD} from the environment, and the driver has another one there. Give it to the driver under spark: conf: spark.emr-serverless.driverEnv.PASSWORD: a value that everybody may see who sees jobs, or EMR.secret@ARN of one in Secrets Manager");
  }
}
