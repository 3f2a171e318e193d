package io.featurefactory.cli.train;

import io.featurefactory.definitions.yaml.DurationText;
import io.featurefactory.training.Split;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads how a user wants a training set to be split. */
public final class SplitArguments {
  private static final double CLOSE = 1e-9;

  private SplitArguments() {}

  /**
   * The split.
   *
   * @param shares of train, validation and test, or of train and test; empty for none
   * @param by {@code time}, {@code key:a,b} or {@code group:a}
   * @param gap a length; empty for none
   */
  public static @Nullable Split parse(List<Double> shares, String by, String gap) {
    if (shares.isEmpty()) {
      if (!by.equals("time") || !gap.isEmpty()) {
        throw TrainErrors.splitWithoutShares();
      }
      return null;
    }
    double sum = shares.stream().mapToDouble(Double::doubleValue).sum();
    boolean positive = shares.stream().allMatch(share -> share > 0);
    if (shares.size() < 2 || shares.size() > 3 || !positive || Math.abs(sum - 1) > CLOSE) {
      throw TrainErrors.wrongShares(shares);
    }
    double validation = shares.size() == 3 ? shares.get(1) : 0;
    List<String> columns = columns(by);
    if (!columns.isEmpty() && !gap.isEmpty()) {
      throw TrainErrors.gapWithoutTime(by);
    }
    return new Split(shares.get(0), validation, columns, length(gap));
  }

  private static List<String> columns(String by) {
    if (by.equals("time")) {
      return List.of();
    }
    int colon = by.indexOf(':');
    String how = by.substring(0, Math.max(0, colon));
    List<String> columns = List.of(by.substring(colon + 1).split(","));
    boolean one = how.equals("group") && columns.size() == 1;
    if (!(how.equals("key") || one) || columns.contains("")) {
      throw TrainErrors.wrongSplitBy(by);
    }
    return columns;
  }

  private static Duration length(String gap) {
    if (gap.isEmpty()) {
      return Duration.ZERO;
    }
    Duration length = DurationText.find(gap);
    if (length == null) {
      throw TrainErrors.wrongGap(gap);
    }
    return length;
  }
}
