package io.featurefactory.cli.spark;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Runs programs that talk to the user themselves. */
final class Processes {
  private static final long SECONDS_TO_END = 30;

  private Processes() {}

  /** The code that the program ends with; it is told to end when this process is. */
  static int run(ProcessBuilder builder) {
    try {
      Process process = builder.inheritIO().start();
      Thread hook = new Thread(() -> end(process));
      Runtime.getRuntime().addShutdownHook(hook);
      try {
        int code = process.waitFor();
        removeHook(hook);
        return code;
      } catch (InterruptedException e) {
        end(process);
        Thread.currentThread().interrupt();
        throw SparkErrors.interrupted();
      }
    } catch (IOException e) {
      throw SparkErrors.cannotStart(builder.command().get(0), e);
    }
  }

  /** Takes back what was to be done at the end of this process, if that has not begun. */
  static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      return; // it has, and the hook has its turn
    }
  }

  private static void end(Process process) {
    process.destroy();
    try {
      if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
