package io.featurefactory.cli.evaluate;

import io.featurefactory.training.evaluate.Estimate;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Estimates as dots with their intervals as lines, one below the other, on one axis: SVG. */
final class IntervalPlot {
  private static final int WIDTH = 860;
  private static final int LEFT = 250;
  private static final int RIGHT = 200;
  private static final int HEIGHT_OF_ROW = 24;
  private static final int HEAD = 8;
  private static final int AXIS = 28;

  private final String title;
  private final List<Row> rows;
  private final double from;
  private final double to;
  private final double step;

  /**
   * A plot.
   *
   * @param title for those who cannot see it
   */
  IntervalPlot(String title, List<Row> rows) {
    this.title = title;
    this.rows = List.copyOf(rows);
    double least = Double.POSITIVE_INFINITY;
    double greatest = Double.NEGATIVE_INFINITY;
    for (Row row : rows) {
      Estimate estimate = row.estimate();
      if (estimate != null) {
        least = Math.min(least, row.signed() ? Math.min(0, estimate.low()) : estimate.low());
        greatest =
            Math.max(greatest, row.signed() ? Math.max(0, estimate.high()) : estimate.high());
      }
    }
    this.step = step(Math.max(greatest - least, 1e-6));
    this.from = Math.floor(least / step) * step;
    this.to = Math.max(Math.ceil(greatest / step) * step, from + step);
  }

  /**
   * A line of the plot.
   *
   * @param estimate null for a title
   * @param style class of the dot and the line
   * @param text after the numbers
   */
  record Row(String label, @Nullable Estimate estimate, boolean signed, String style, String text) {
    static Row title(String label) {
      return new Row(label, null, false, "", "");
    }

    static Row plain(String label, Estimate estimate, String style) {
      return new Row(label, estimate, false, style, "");
    }

    /** A difference: the axis shows 0. */
    static Row signed(String label, Estimate estimate, String style, String text) {
      return new Row(label, estimate, true, style, text);
    }
  }

  /** About six ticks at 1, 2 or 5 times a power of ten. */
  private static double step(double range) {
    double power = Math.pow(10, Math.floor(Math.log10(range / 6)));
    double share = range / 6 / power;
    return (share < 1.5 ? 1 : share < 3.5 ? 2 : share < 7.5 ? 5 : 10) * power;
  }

  String svg() {
    int bottom = HEAD + rows.size() * HEIGHT_OF_ROW;
    StringBuilder svg = new StringBuilder();
    svg.append(
        "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">\n"
            .formatted(WIDTH, bottom + AXIS, EvaluationPage.text(title)));
    axis(svg, bottom);
    int y = HEAD + HEIGHT_OF_ROW / 2;
    for (Row row : rows) {
      row(svg, row, y);
      y += HEIGHT_OF_ROW;
    }
    return svg.append("</svg>\n").toString();
  }

  private void axis(StringBuilder svg, int bottom) {
    int ticks = (int) Math.round((to - from) / step);
    int digits = Math.max(0, (int) -Math.floor(Math.log10(step) + 1e-9));
    for (int i = 0; i <= ticks; i++) {
      double value = from + i * step;
      boolean zero = Math.abs(value) < step / 1e3 && rows.stream().anyMatch(Row::signed);
      svg.append(
          format(
              "<line class=\"%s\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>\n",
              zero ? "zero" : "grid", x(value), x(value), HEAD, bottom));
      svg.append(
          format(
              "<text class=\"soft\" text-anchor=\"middle\" x=\"%.1f\" y=\"%d\">%."
                  + digits
                  + "f</text>\n",
              x(value),
              bottom + 18,
              zero ? 0.0 : value));
    }
  }

  private void row(StringBuilder svg, Row row, int y) {
    Estimate estimate = row.estimate();
    svg.append(
        format(
            "<text x=\"%d\" y=\"%d\"%s>%s</text>\n",
            estimate == null ? 0 : 12,
            y + 4,
            estimate == null ? " class=\"title\"" : "",
            EvaluationPage.text(row.label())));
    if (estimate == null) {
      return;
    }
    svg.append(
        format(
            "<line class=\"%s\" stroke-width=\"2\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>\n",
            row.style(), x(estimate.low()), x(estimate.high()), y, y));
    svg.append(
        format(
            "<circle class=\"%s\" cx=\"%.1f\" cy=\"%d\" r=\"4.5\"/>\n",
            row.style(), x(estimate.value()), y));
    svg.append(
        format(
            "<text x=\"%d\" y=\"%d\">%s</text>\n",
            WIDTH - RIGHT + 16,
            y + 4,
            EvaluationPage.text(
                (row.signed()
                        ? EvaluationText.difference(estimate.value())
                        : format("%.3f", estimate.value()))
                    + "  "
                    + row.text())));
  }

  private double x(double value) {
    return LEFT + (value - from) / (to - from) * (WIDTH - LEFT - RIGHT);
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
