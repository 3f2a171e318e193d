package io.featurefactory.cli.spark;

import io.featurefactory.lake.StoredTexts;
import io.featurefactory.lake.WarehouseSettings;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.jspecify.annotations.Nullable;

/**
 * What a driver in a cluster prints, and its exit code: texts in the warehouse, written anew while
 * they grow, from where {@code ff} reads them.
 */
public final class JobOutput implements AutoCloseable {
  private static final String OUT = "out";
  private static final String ERR = "err";
  private static final String CODE = "code";
  private static final long INTERVAL_MILLIS = 1_000;

  private final StoredTexts texts;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final Thread writer = new Thread(this::writeNowAndThen, "job-output");
  private String writtenOut = "";
  private String writtenErr = "";

  private JobOutput(StoredTexts texts) {
    this.texts = texts;
  }

  /** Begins to keep what a driver prints. */
  static JobOutput open(WarehouseSettings warehouse, String name) {
    JobOutput output = new JobOutput(texts(warehouse, name));
    output.writer.setDaemon(true);
    output.writer.start();
    return output;
  }

  private static StoredTexts texts(WarehouseSettings warehouse, String name) {
    return new StoredTexts(warehouse, "jobs/" + name);
  }

  PrintWriter out() {
    return new PrintWriter(out);
  }

  PrintWriter err() {
    return new PrintWriter(err);
  }

  private void writeNowAndThen() {
    try {
      while (true) {
        Thread.sleep(INTERVAL_MILLIS);
        write();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
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

  /** The driver is done. */
  void end(int code) {
    close();
    write();
    texts.put(CODE, Integer.toString(code));
  }

  @Override
  public void close() {
    writer.interrupt();
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

    /** Removes what was read. */
    void remove() {
      texts.remove(OUT);
      texts.remove(ERR);
      texts.remove(CODE);
    }
  }
}
