package io.featurefactory.bench;

import java.util.List;

/**
 * The results of one case at one size.
 *
 * @param benchCase its name, as {@code --only} takes it
 * @param events of the period
 * @param title what was done, in a line
 * @param notes what is timed and what is not, what was found besides
 */
record Section(
    String benchCase,
    long events,
    String title,
    List<Figure> figures,
    List<Verdict> verdicts,
    List<String> notes) {
  Section {
    figures = List.copyOf(figures);
    verdicts = List.copyOf(verdicts);
    notes = List.copyOf(notes);
  }
}
