package io.featurefactory.demo;

import io.featurefactory.model.FactoryException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * A marketplace that never was, and what its users do: {@code docs/spec/demo-events.md}. The same
 * settings give the same files, byte by byte, with any number of threads. Immutable.
 */
public final class Marketplace {
  private final Market market;

  private Marketplace(Market market) {
    this.market = market;
  }

  public static Marketplace of(DemoSettings settings) {
    return new Marketplace(new Market(settings));
  }

  /**
   * Where to write.
   *
   * @param dir is made if it is not there; files in it of the same names are replaced
   * @param threads that write a day each
   */
  public record Target(Path dir, FileFormat format, int threads) {
    public Target {
      if (threads < 1) {
        throw DemoErrors.badSetting("threads", threads, "at least 1");
      }
    }
  }

  /**
   * Writes the rows that land on days {@code [from, to)}, counted from 0. The days after the period
   * go on as the ones before. Memory depends on the events per day and on the threads, not on the
   * days.
   *
   * @return the files, by day and source
   * @throws FactoryException if a file cannot be written; days that were complete by then stay
   */
  public List<EventFile> write(Target target, int from, int to, Progress progress) {
    if (from < 0 || to <= from) {
      throw DemoErrors.badSetting("days", from + " to " + to, "0 or more, and at least one day");
    }
    createFolder(target.dir());
    ExecutorService threads = Executors.newFixedThreadPool(target.threads());
    try {
      return new Writing(target, progress, to - from).start(threads, from, to);
    } finally {
      stop(threads);
    }
  }

  /** Interrupts what still runs and waits until it has removed its unfinished files. */
  private static void stop(ExecutorService threads) {
    threads.shutdownNow();
    boolean interrupted = false;
    boolean stopped = false;
    while (!stopped) {
      try {
        stopped = threads.awaitTermination(1, TimeUnit.MINUTES);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void createFolder(Path dir) {
    try {
      Files.createDirectories(dir);
    } catch (IOException e) {
      throw DemoErrors.cannotWrite(dir, e);
    }
  }

  /** One call of {@link #write}: a day each, and what a day leaves to the next one. */
  private final class Writing {
    private final Target target;
    private final Progress progress;
    private final int days;
    private int done;

    Writing(Target target, Progress progress, int days) {
      this.target = target;
      this.progress = progress;
      this.days = days;
    }

    /** Days start in order, so that the one that a day waits for has started before it. */
    List<EventFile> start(ExecutorService threads, int from, int to) {
      CompletableFuture<List<Row>> carried = CompletableFuture.completedFuture(List.of());
      if (from > 0) {
        carried =
            CompletableFuture.supplyAsync(
                () -> new DaySimulation(market, from - 1, NOWHERE).run(), threads);
      }
      List<Future<List<EventFile>>> written = new ArrayList<>();
      for (int day = from; day < to; day++) {
        CompletableFuture<List<Row>> before = carried;
        CompletableFuture<List<Row>> after = new CompletableFuture<>();
        int number = day;
        written.add(threads.submit(() -> writeDay(number, before, after)));
        carried = after;
      }
      return collect(written);
    }

    private List<EventFile> writeDay(
        int day, Future<List<Row>> before, CompletableFuture<List<Row>> after)
        throws IOException, InterruptedException, ExecutionException {
      try (DayFiles files =
          new DayFiles(target.dir(), target.format(), market.settings().start().plusDays(day))) {
        RowSink sink = files.sink();
        after.complete(new DaySimulation(market, day, sink).run());
        before.get().forEach(row -> row.sendTo(sink));
        List<EventFile> complete = files.complete();
        report();
        return complete;
      } finally {
        after.cancel(false);
      }
    }

    private synchronized void report() {
      done++;
      progress.days(done, days);
    }

    private List<EventFile> collect(List<Future<List<EventFile>>> written) {
      List<EventFile> files = new ArrayList<>();
      try {
        for (Future<List<EventFile>> day : written) {
          files.addAll(day.get());
        }
      } catch (ExecutionException e) {
        throw failure(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw DemoErrors.interrupted(target.dir(), e);
      }
      return files;
    }

    private FactoryException failure(ExecutionException e) {
      for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
        if (cause instanceof IOException io) {
          return DemoErrors.cannotWrite(target.dir(), io);
        }
      }
      return DemoErrors.failed(target.dir(), e);
    }
  }

  private static final RowSink NOWHERE =
      new RowSink() {
        @Override
        public void event(Event event) {}

        @Override
        public void contact(Contact contact) {}

        @Override
        public void ad(Ad ad) {}
      };
}
