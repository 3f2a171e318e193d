package io.featurefactory.cli.output;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/**
 * Tells on standard error what goes on: on a terminal one line that is drawn again, otherwise one
 * line for each thing that is done. Safe for several threads.
 */
public final class ProgressLine {
  private static final int BAR = 24;
  private static final long REDRAW_NANOS = 100_000_000;

  private final PrintWriter err;
  private final Surface surface;
  private final int width;
  private String label = "";
  private long started;
  private long drawn;
  private boolean shown;

  /** Where progress is seen. */
  public enum Surface {
    /** A line may be drawn again. */
    TERMINAL,
    /** A file or a pipe. */
    PLAIN,
    /** Nowhere. */
    NONE
  }

  public ProgressLine(PrintWriter err, Surface surface, int width) {
    this.err = err;
    this.surface = surface;
    this.width = width;
  }

  /** Something begins. */
  public synchronized void begin(String what) {
    label = what;
    started = System.nanoTime();
    drawn = 0;
    draw(label + " ...");
  }

  /** How it stands, where nobody knows how much there is. */
  public synchronized void status(String line) {
    draw(line);
  }

  /** So much of it is done, 0 to 1. */
  public synchronized void at(double fraction) {
    double share = Math.max(0, Math.min(1, fraction));
    int filled = (int) (share * BAR);
    draw(
        String.format(
            Locale.ROOT,
            "%s [%s%s] %3d %%",
            label,
            "#".repeat(filled),
            ".".repeat(BAR - filled),
            (int) (share * 100)));
  }

  /** It is done; what came of it stays on the screen. */
  public synchronized void end(String result) {
    part(label, result, Duration.ofNanos(System.nanoTime() - started));
  }

  /** A part of it is done; what came of it stays on the screen, and the rest goes on. */
  public synchronized void part(String what, String result, Duration took) {
    clear();
    if (surface != Surface.NONE) {
      String whole = "%s: %s (%s)".formatted(what, result, Texts.elapsed(took));
      err.println(
          surface == Surface.TERMINAL && whole.length() > width
              ? what + ":\n  " + whole.substring(what.length() + 2)
              : whole);
      err.flush();
    }
  }

  /** Something that people should know, whatever the surface. */
  public synchronized void note(String what) {
    clear();
    err.println(what);
    err.flush();
  }

  /** Takes the line away, so that something else can be printed. */
  public synchronized void clear() {
    if (shown) {
      err.print("\r" + " ".repeat(width - 1) + "\r");
      err.flush();
      shown = false;
    }
  }

  private void draw(String line) {
    long now = System.nanoTime();
    if (surface != Surface.TERMINAL || (drawn != 0 && now - drawn < REDRAW_NANOS)) {
      return;
    }
    drawn = now;
    shown = true;
    String cut = line.length() < width ? line : line.substring(0, width - 1);
    err.print("\r" + cut + " ".repeat(width - 1 - cut.length()));
    err.flush();
  }
}
