package io.featurefactory.online.dynamodb;

import io.featurefactory.online.ViewHead;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where the rows of a view's generations lie, and what is to be removed.
 *
 * @param copies how often rows were begun to be copied
 * @param copying the copy that is being made; null for none
 * @param moved the copy in which a generation's rows are, where that is not 0
 * @param unused what no generation has any more, and since when
 */
record RowSpaces(
    int copies, @Nullable RowSpace copying, Map<Integer, Integer> moved, List<Unused> unused) {
  static final RowSpaces NONE = new RowSpaces(0, null, Map.of(), List.of());

  /** Rows that no answer is made from since then, in seconds of the epoch. */
  record Unused(RowSpace space, long since) {}

  RowSpaces {
    moved = Map.copyOf(moved);
    unused = List.copyOf(unused);
  }

  RowSpace of(int generation) {
    return new RowSpace(generation, moved.getOrDefault(generation, 0));
  }

  /** After a head has changed. */
  RowSpaces after(ViewHead before, ViewHead next, Instant now) {
    Set<RowSpace> gone = named(before);
    RowSpace copy = copying != null && next.isSpare(copying.generation()) ? copying : null;
    Map<Integer, Integer> stillMoved = new TreeMap<>(moved);
    stillMoved.keySet().retainAll(generations(next));
    RowSpaces after = new RowSpaces(copies, copy, stillMoved, unused);
    gone.removeAll(after.named(next));
    return after.without(gone, now);
  }

  /** A place of its own for a copy of a spare generation's rows; a copy before is given up. */
  RowSpaces beginCopy(int generation, Instant now) {
    RowSpaces next = new RowSpaces(copies + 1, new RowSpace(generation, copies + 1), moved, unused);
    return copying == null ? next : next.without(Set.of(copying), now);
  }

  /** The copy takes the place of the rows that it was made of. */
  RowSpaces endCopy(RowSpace copy, Instant now) {
    Map<Integer, Integer> next = new TreeMap<>(moved);
    next.put(copy.generation(), copy.copy());
    return new RowSpaces(copies, null, next, unused).without(Set.of(of(copy.generation())), now);
  }

  /** When some of it was removed. */
  RowSpaces removed(Unused rows) {
    return new RowSpaces(
        copies, copying, moved, unused.stream().filter(u -> !u.equals(rows)).toList());
  }

  private RowSpaces without(Set<RowSpace> gone, Instant now) {
    List<Unused> more = new ArrayList<>(unused);
    gone.forEach(space -> more.add(new Unused(space, now.getEpochSecond())));
    return new RowSpaces(copies, copying, moved, more);
  }

  private Set<RowSpace> named(ViewHead head) {
    Set<RowSpace> spaces = new LinkedHashSet<>();
    generations(head).forEach(generation -> spaces.add(of(generation)));
    if (copying != null) {
      spaces.add(copying);
    }
    return spaces;
  }

  private static Set<Integer> generations(ViewHead head) {
    Set<Integer> numbers = new LinkedHashSet<>();
    if (head.current() != null) {
      numbers.add(head.current().number());
    }
    head.spare().forEach(spare -> numbers.add(spare.number()));
    if (head.building() != null) {
      numbers.add(head.building().number());
    }
    return numbers;
  }
}
