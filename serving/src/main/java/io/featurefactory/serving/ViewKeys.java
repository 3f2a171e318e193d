package io.featurefactory.serving;

import io.featurefactory.model.FeatureView;
import io.featurefactory.model.KeyEncoding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** The keys that are asked of a view: each distinct one once. */
final class ViewKeys {
  /** The place of a row whose key has a NULL in it: it has the empty row, like a missing key. */
  static final int NONE = -1;

  private final ServedView view;
  private final List<byte[]> keys = new ArrayList<>();
  private final int[] places;

  private ViewKeys(ServedView view, int rows) {
    this.view = view;
    this.places = new int[rows];
  }

  /**
   * The keys of rows.
   *
   * @param values one for each key of the view, in order: its value by row
   * @param same true if they are those of the first row in all
   */
  static ViewKeys of(
      ServedView view, int rows, List<IntFunction<@Nullable Object>> values, boolean same) {
    ViewKeys keys = new ViewKeys(view, rows);
    Map<List<Object>, Integer> known = new HashMap<>();
    int distinct = same ? Math.min(rows, 1) : rows;
    for (int row = 0; row < distinct; row++) {
      keys.places[row] = keys.place(row, values, known);
    }
    if (same && rows > 1) {
      Arrays.fill(keys.places, 1, rows, keys.places[0]);
    }
    return keys;
  }

  private int place(
      int row, List<IntFunction<@Nullable Object>> values, Map<List<Object>, Integer> known) {
    List<Object> key = new ArrayList<>(values.size());
    for (IntFunction<@Nullable Object> value : values) {
      Object part = value.apply(row);
      if (part == null) {
        return NONE;
      }
      key.add(part);
    }
    Integer before = known.putIfAbsent(key, keys.size());
    if (before != null) {
      return before;
    }
    keys.add(KeyEncoding.bytes(key));
    return keys.size() - 1;
  }

  ServedView view() {
    return view;
  }

  /** As {@link KeyEncoding} makes them. */
  List<byte[]> keys() {
    return keys;
  }

  int rows() {
    return places.length;
  }

  /** The place of a row's key among the keys, or {@link #NONE}. */
  int place(int row) {
    return places[row];
  }

  @Override
  public String toString() {
    return keys.size()
        + " keys of "
        + view.view()
        + " by "
        + view.keys().stream().map(FeatureView.Key::name).toList();
  }
}
