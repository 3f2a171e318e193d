package io.featurefactory.compute;

import io.featurefactory.lake.LakeFile;
import io.featurefactory.lake.SourceInput.TimeRange;
import io.featurefactory.model.Boundaries;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Files in groups of days of the event time: a day is in one group, so that events of one group
 * never have the identity of events of another.
 */
final class DayGroups {
  private final Function<LakeFile, TimeRange> times;
  private final NavigableMap<Instant, Group> groups = new TreeMap<>();

  /**
   * The days from the first to the last, both inclusive; without limits where times are unknown.
   */
  record Group(Instant first, Instant last) implements Comparable<Group> {
    private static final Duration DAY = Duration.ofDays(1);

    static Group of(TimeRange times) {
      return new Group(
          times.lower() == null ? Instant.MIN : Boundaries.floor(times.lower(), DAY),
          times.upper() == null ? Instant.MAX : Boundaries.floor(times.upper(), DAY));
    }

    /** From the first day of this group to the last one of a later one. */
    Group to(Group later) {
      return new Group(first, later.last);
    }

    @Override
    public int compareTo(Group other) {
      return first.compareTo(other.first);
    }

    @Override
    public String toString() {
      if (first.equals(Instant.MIN) || last.equals(Instant.MAX)) {
        return "all days";
      }
      String from = first.toString().substring(0, 10);
      return first.equals(last) ? from : from + " to " + last.toString().substring(0, 10);
    }
  }

  private DayGroups(Function<LakeFile, TimeRange> times) {
    this.times = times;
  }

  /** The smallest groups in which each file has a place. */
  static DayGroups of(Collection<LakeFile> files, Function<LakeFile, TimeRange> times) {
    DayGroups result = new DayGroups(times);
    List<Group> spans = files.stream().map(times).map(Group::of).distinct().sorted().toList();
    Group open = null;
    for (Group span : spans) {
      if (open == null || span.first().isAfter(open.last())) {
        open = span;
      } else if (span.last().isAfter(open.last())) {
        open = new Group(open.first(), span.last());
      }
      result.groups.put(open.first(), open);
    }
    return result;
  }

  /** The group of one of the files. */
  Group group(LakeFile file) {
    return groups.floorEntry(Group.of(times.apply(file)).first()).getValue();
  }

  /** Some of the files, by group. */
  Map<Group, List<LakeFile>> divided(Collection<LakeFile> files) {
    Map<Group, List<LakeFile>> divided = new TreeMap<>();
    files.forEach(f -> divided.computeIfAbsent(group(f), g -> new ArrayList<>()).add(f));
    return divided;
  }
}
