package io.featurefactory.cli.spark;

import io.featurefactory.cli.project.ProjectFiles;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The side of the driver: takes what {@link SparkCommand} has handed over. */
public final class SparkDriver {
  private SparkDriver() {}

  /** Runs a command line. */
  public interface CommandLine {
    /**
     * Runs it.
     *
     * @return the exit code
     */
    int run(List<String> words, PrintWriter out, PrintWriter err);
  }

  /**
   * Runs the command line of a job.
   *
   * @param args the job, then the words
   * @param variables of this process
   * @param out of this process, as {@code err}: for jobs that print here
   * @return the exit code
   */
  public static int run(
      String[] args,
      Map<String, String> variables,
      PrintWriter out,
      PrintWriter err,
      CommandLine line) {
    Job job = Job.of(args[0]);
    Path folder = job.folder();
    List<String> words = new ArrayList<>(List.of(args).subList(1, args.length));
    words.add("--project=" + folder);
    if (job.output().isEmpty()) {
      return line.run(words, out, err);
    }
    ProjectFiles files = new ProjectFiles(folder, environment(words), variables);
    JobOutput output =
        JobOutput.open(
            files.settings().warehouseSettings(), job.output(), SparkDriver::endCancelled);
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> output.end(RemoteDriver.STOPPED), "job-ended"));
    int code = line.run(words, output.out(), output.err());
    output.end(code);
    return code;
  }

  /** As if it had been interrupted at a terminal. */
  private static void endCancelled(JobOutput output) {
    output.err().println("Cancelled by ff cancel. What was done is kept; run again to go on.");
    Runtime.getRuntime().exit(RemoteDriver.STOPPED);
  }

  private static String environment(List<String> words) {
    for (int i = 0; i < words.size(); i++) {
      if (words.get(i).startsWith("--env=")) {
        return words.get(i).substring("--env=".length());
      }
      if (words.get(i).equals("--env") && i + 1 < words.size()) {
        return words.get(i + 1);
      }
    }
    return "";
  }
}
