package io.featurefactory.training.evaluate;

import com.microsoft.ml.lightgbm.PredictionType;
import io.github.metarank.lightgbm4j.LGBMBooster;
import io.github.metarank.lightgbm4j.LGBMBooster.FeatureImportanceType;
import io.github.metarank.lightgbm4j.LGBMDataset;
import io.github.metarank.lightgbm4j.LGBMException;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A ranking model of gradient boosted trees (Burges, From RankNet to LambdaRank to LambdaMART,
 * 2010), trained by LightGBM in one thread: the same rows give the same model.
 *
 * <p>To be closed by its owner. Not for several threads at once; several models are.
 */
final class LambdaMart implements AutoCloseable {
  private static final String COMMON =
      "verbosity=-1 num_threads=1 deterministic=true force_row_wise=true feature_pre_filter=false"
          + " max_bin=255 min_data_in_leaf=50";
  private static final String MODEL =
      " objective=lambdarank metric=ndcg eval_at=10 learning_rate=0.1 num_leaves=15"
          + " lambda_l2=1 cat_smooth=20";
  private static final int MOST_TREES = 200;
  private static final int PATIENCE = 20;
  private static final int TREES_WITHOUT_VALIDATION = 60;

  private final LGBMBooster booster;
  private final int columns;

  private LambdaMart(LGBMBooster booster, int columns) {
    this.booster = booster;
    this.columns = columns;
  }

  /** What a model is trained on; the validation part decides how many trees it has. */
  static final class Lesson {
    private final RankingData data;
    private final int[] columns;
    private final int[] training;
    private final long seed;

    /**
     * A lesson.
     *
     * @param columns at least one
     * @param training groups, which may come several times
     */
    Lesson(RankingData data, int[] columns, int[] training, long seed) {
      this.data = data;
      this.columns = columns;
      this.training = training;
      this.seed = seed;
    }
  }

  /** Trains a model; an error with the way out if LightGBM's library cannot be loaded. */
  static LambdaMart train(Lesson lesson) {
    LightGbmLibrary.require();
    int[] validating = lesson.data.validation();
    try (LGBMDataset training = dataset(lesson, lesson.training, null);
        LGBMDataset validation =
            validating.length == 0 ? null : dataset(lesson, validating, training)) {
      return new LambdaMart(boosted(lesson, training, validation), lesson.columns.length);
    } catch (LGBMException e) {
      throw EvaluateErrors.lightGbm(e);
    }
  }

  private static LGBMDataset dataset(Lesson lesson, int[] groups, @Nullable LGBMDataset reference)
      throws LGBMException {
    GroupedRows rows = lesson.data.rows();
    int[] numbers = rows.rowNumbers(groups);
    LGBMDataset dataset =
        LGBMDataset.createFromMat(
            rows.matrix(numbers, lesson.columns),
            numbers.length,
            lesson.columns.length,
            true,
            COMMON + categories(lesson),
            reference);
    float[] labels = new float[numbers.length];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = rows.label(numbers[i]);
    }
    dataset.setField("label", labels);
    dataset.setField("group", Arrays.stream(groups).map(rows::size).toArray());
    return dataset;
  }

  private static String categories(Lesson lesson) {
    String places =
        IntStream.range(0, lesson.columns.length)
            .filter(i -> lesson.data.categorical()[lesson.columns[i]])
            .mapToObj(Integer::toString)
            .collect(Collectors.joining(","));
    return places.isEmpty() ? "" : " categorical_feature=" + places;
  }

  private static LGBMBooster boosted(
      Lesson lesson, LGBMDataset training, @Nullable LGBMDataset validation) throws LGBMException {
    String parameters = COMMON + MODEL + " seed=" + (lesson.seed & Integer.MAX_VALUE);
    try (LGBMBooster growing = LGBMBooster.create(training, parameters)) {
      int trees = TREES_WITHOUT_VALIDATION;
      if (validation == null) {
        for (int tree = 0; tree < trees && !growing.updateOneIter(); tree++) {}
      } else {
        growing.addValidData(validation);
        trees = grow(growing);
      }
      return LGBMBooster.loadModelFromString(
          growing.saveModelToString(0, trees, FeatureImportanceType.SPLIT));
    }
  }

  /** How many trees are best on the validation part. */
  private static int grow(LGBMBooster growing) throws LGBMException {
    int bestTrees = 0;
    double best = Double.NEGATIVE_INFINITY;
    for (int trees = 1; trees <= MOST_TREES && trees - bestTrees <= PATIENCE; trees++) {
      boolean noMore = growing.updateOneIter();
      double now = growing.getEval(1)[0];
      if (now > best) {
        best = now;
        bestTrees = trees;
      }
      if (noMore) {
        break;
      }
    }
    return bestTrees;
  }

  /**
   * The scores of rows.
   *
   * @param matrix the values of the model's columns, row by row
   */
  double[] score(double[] matrix) {
    try {
      double[] scores =
          booster.predictForMat(
              matrix,
              matrix.length / columns,
              columns,
              true,
              PredictionType.C_API_PREDICT_RAW_SCORE,
              "num_threads=1 verbosity=-1");
      return Objects.requireNonNull(scores);
    } catch (LGBMException e) {
      throw EvaluateErrors.lightGbm(e);
    }
  }

  @Override
  public void close() {
    try {
      booster.close();
    } catch (LGBMException e) {
      throw EvaluateErrors.lightGbm(e);
    }
  }
}
