package io.featurefactory.serving;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;

/** Runs what a lookup has to do in the thread that waits for it. */
final class CallingThread implements Executor {
  private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
  }

  /**
   * Works until the result is there, which one of the tasks makes. Interrupts are kept for later: a
   * lookup has a deadline.
   */
  <T> T await(CompletableFuture<T> result) {
    boolean interrupted = false;
    try {
      while (!result.isDone()) {
        try {
          tasks.take().run();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      return result.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException known) {
        throw known;
      }
      throw e;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
