package io.featurefactory.cli.evaluate;

/** An evaluation as a page. */
public final class EvaluationPage {
  private EvaluationPage() {}

  /** The page. */
  public static String of(EvaluationReport report) {
    return EvaluationText.summary(report);
  }
}
