package io.featurefactory.training.evaluate;

/**
 * How it is measured. The same settings on the same rows measure the same.
 *
 * @param trainings of each model, each on another sample of the training part
 * @param resamples of an interval
 * @param threads how many models are trained at once; changes nothing but the time
 */
public record EvaluationSettings(long seed, int trainings, int resamples, int threads) {
  public EvaluationSettings {
    if (trainings < 1 || resamples < 1 || threads < 1) {
      throw new IllegalArgumentException(
          "%d trainings, %d resamples, %d threads (expected: at least 1 of each)"
              .formatted(trainings, resamples, threads));
    }
  }
}
