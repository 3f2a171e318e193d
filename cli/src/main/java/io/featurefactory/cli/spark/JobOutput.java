package io.featurefactory.cli.spark;

import io.featurefactory.lake.StoredTexts;
import io.featurefactory.lake.WarehouseSettings;
import io.featurefactory.model.FactoryException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a driver in a cluster prints, and its exit code: texts in the warehouse, written anew while
 * they grow, from where {@code ff} reads them. A text that changes every few seconds says that the
 * driver lives; one that somebody else puts there asks it to end.
 */
public final class JobOutput implements AutoCloseable {
  private static final String OUT = "out";
  private static final String ERR = "err";
  private static final String CODE = "code";
  private static final String BEAT = "beat";
  private static final String CANCEL = "cancel";
  private static final String PLACE = "place";
  private static final String JOBS = "jobs";
  private static final List<String> TEXTS = List.of(OUT, ERR, CODE, BEAT, CANCEL, PLACE);
  private static final int MOST_NAMED = 10;
  private static final long INTERVAL_MILLIS = 1_000;
  private static final int INTERVALS_OF_BEAT = 5;

  private final StoredTexts texts;
  private final Consumer<JobOutput> cancelled;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final Thread writer = new Thread(this::writeNowAndThen, "job-output");
  private String writtenOut = "";
  private String writtenErr = "";
  private boolean ended;

  private JobOutput(StoredTexts texts, Consumer<JobOutput> cancelled) {
    this.texts = texts;
    this.cancelled = cancelled;
  }

  /**
   * Begins to keep what a driver prints.
   *
   * @param cancelled called once when the job is asked to end, by a thread of its own
   */
  static JobOutput open(WarehouseSettings warehouse, String name, Consumer<JobOutput> cancelled) {
    JobOutput output = new JobOutput(texts(warehouse, name), cancelled);
    output.writer.setDaemon(true);
    output.writer.start();
    return output;
  }

  private static StoredTexts texts(WarehouseSettings warehouse, String name) {
    return new StoredTexts(warehouse, JOBS + "/" + name);
  }

  /** The jobs of which something is kept, the newest first; some of them. */
  static List<String> jobs(WarehouseSettings warehouse) {
    return lastWritten(warehouse).entrySet().stream()
        .sorted(Map.Entry.<String, Instant>comparingByValue().reversed())
        .limit(MOST_NAMED)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Removes what jobs printed that nothing has been heard of since. */
  static void forget(WarehouseSettings warehouse, Instant since) {
    lastWritten(warehouse)
        .forEach(
            (job, written) -> {
              if (written.isBefore(since)) {
                new Reader(warehouse, job).remove();
              }
            });
  }

  private static Map<String, Instant> lastWritten(WarehouseSettings warehouse) {
    Map<String, Instant> jobs = new HashMap<>();
    new StoredTexts(warehouse, JOBS)
        .times()
        .forEach(
            (name, time) -> {
              int slash = name.lastIndexOf('/');
              if (slash > 0 && TEXTS.contains(name.substring(slash + 1))) {
                jobs.merge(name.substring(0, slash), time, (a, b) -> a.isAfter(b) ? a : b);
              }
            });
    return jobs;
  }

  PrintWriter out() {
    return new PrintWriter(out);
  }

  PrintWriter err() {
    return new PrintWriter(err);
  }

  private void writeNowAndThen() {
    try {
      for (long interval = 0; !isCancelled(interval); interval++) {
        Thread.sleep(INTERVAL_MILLIS);
      }
      new Thread(() -> cancelled.accept(this), "job-cancelled").start();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isCancelled(long interval) {
    try {
      if (interval % INTERVALS_OF_BEAT == 0) {
        texts.put(BEAT, Long.toString(interval));
      }
      write();
      return texts.find(CANCEL) != null;
    } catch (FactoryException e) {
      return false; // tried again
    }
  }

  private synchronized void write() {
    String nowErr = err.toString();
    if (!nowErr.equals(writtenErr)) {
      texts.put(ERR, nowErr);
      writtenErr = nowErr;
    }
    String nowOut = out.toString();
    if (!nowOut.equals(writtenOut)) {
      texts.put(OUT, nowOut);
      writtenOut = nowOut;
    }
  }

  /** The driver is done; only the first code that is told counts. */
  void end(int code) {
    close();
    synchronized (this) {
      if (!ended) {
        ended = true;
        write();
        texts.put(CODE, Integer.toString(code));
      }
    }
  }

  /** Ends the thread that writes; nothing is written after this but by {@link #end}. */
  @Override
  public void close() {
    writer.interrupt();
    try {
      writer.join(INTERVAL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Reads what a driver prints, from the first word on. */
  static final class Reader {
    private final StoredTexts texts;
    private int readOut;
    private int readErr;

    Reader(WarehouseSettings warehouse, String name) {
      this.texts = texts(warehouse, name);
    }

    /** Where it is. */
    String location() {
      return texts.location();
    }

    /** True if there is such a job. */
    boolean exists() {
      return beat() != null || code() != null || place() != null;
    }

    /** Where it was submitted, for who asks there; null if that is not known. */
    @Nullable String place() {
      return texts.find(PLACE);
    }

    /** Says where it was submitted. */
    void keepPlace(String place) {
      texts.put(PLACE, place);
    }

    /** Changes while the driver lives; null before it has started. */
    @Nullable String beat() {
      return texts.find(BEAT);
    }

    /** Asks the driver to end. */
    void cancel() {
      texts.put(CANCEL, "asked"); // S3 gives no part of what is empty
    }

    /** Prints what is new. */
    void print(PrintWriter toOut, PrintWriter toErr) {
      readErr = print(texts.find(ERR), readErr, toErr);
      readOut = print(texts.find(OUT), readOut, toOut);
    }

    private static int print(@Nullable String text, int from, PrintWriter to) {
      if (text == null || text.length() <= from) {
        return from;
      }
      to.print(text.substring(from));
      to.flush();
      return text.length();
    }

    /** The exit code; null while there is none. */
    @Nullable Integer code() {
      String code = texts.find(CODE);
      return code == null ? null : Integer.valueOf(code);
    }

    /** Removes it all. */
    void remove() {
      TEXTS.forEach(texts::remove);
    }
  }
}
