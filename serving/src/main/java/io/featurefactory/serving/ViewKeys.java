package io.featurefactory.serving;

import io.featurefactory.model.FeatureView;
import io.featurefactory.model.KeyEncoding;
import io.featurefactory.model.ValueStatus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The keys that are asked of a view: each distinct one once. */
final class ViewKeys {
  /** The place of a row whose key has a NULL in it: it has the empty row, like a missing key. */
  static final int NONE = -1;

  /** The place of a row whose key is not known: what it is looked up in has failed. */
  static final int UNKNOWN = -2;

  private final ServedView view;
  private final List<Part> parts;
  private final List<byte[]> keys = new ArrayList<>();
  private final int[] places;
  private final BitSet stale = new BitSet();

  private ViewKeys(ServedView view, int rows, List<Part> parts) {
    this.view = view;
    this.parts = parts;
    this.places = new int[rows];
  }

  /** A key of the view, by row: its value, and what that is worth. */
  interface Part {
    @Nullable Object value(int row);

    /** PRESENT if the caller sent it. */
    ValueStatus status(int row);

    /** True if it is the same for all rows. */
    boolean isSame();
  }

  /**
   * The keys of rows.
   *
   * @param parts one for each key of the view, in order
   */
  static ViewKeys of(ServedView view, int rows, List<Part> parts) {
    ViewKeys keys = new ViewKeys(view, rows, parts);
    boolean same = parts.stream().allMatch(Part::isSame);
    int distinct = same ? Math.min(rows, 1) : rows;
    Map<List<Object>, Integer> known = new HashMap<>(2 * distinct);
    for (int row = 0; row < distinct; row++) {
      keys.places[row] = keys.findPlace(row, known);
    }
    if (same && rows > 1) {
      Arrays.fill(keys.places, 1, rows, keys.places[0]);
    }
    for (int row = 0; row < rows && !same; row++) {
      keys.stale.set(row, keys.isLookedUpInStaleData(row));
    }
    return keys;
  }

  private int findPlace(int row, Map<List<Object>, Integer> known) {
    Object[] values = new Object[parts.size()];
    for (int i = 0; i < values.length; i++) {
      Part part = parts.get(i);
      if (part.status(row) == ValueStatus.ERROR) {
        return UNKNOWN;
      }
      Object value = part.value(row);
      if (value == null) {
        return NONE;
      }
      values[i] = value;
    }
    List<Object> key = List.of(values);
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

  private boolean isLookedUpInStaleData(int row) {
    for (Part part : parts) {
      if (part.status(row) == ValueStatus.STALE) {
        return true;
      }
    }
    return false;
  }

  /** True if a row's key was looked up in data that are stale. */
  boolean isStale(int row) {
    return stale.get(row);
  }

  /** The place of a row's key among the keys, or {@link #NONE}, or {@link #UNKNOWN}. */
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
