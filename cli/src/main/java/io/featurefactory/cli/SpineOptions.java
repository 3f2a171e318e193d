package io.featurefactory.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** How the columns of a spine are to be read. */
final class SpineOptions {
  @Option(
      names = "--time",
      paramLabel = "COLUMN",
      description = "The time of a row (default: event_time, or the only column with times)")
  private String time = "";

  @Option(
      names = "--map",
      paramLabel = "KEY=COLUMN",
      converter = MapArgument.class,
      description = "The column of the spine for a key or an input, where it has another name")
  private List<MapArgument.Mapped> map = new ArrayList<>();

  /** Empty to find it. */
  String time() {
    return time;
  }

  /** Key or input to a column. */
  Map<String, String> map() {
    Map<String, String> columns = new LinkedHashMap<>();
    for (MapArgument.Mapped mapped : map) {
      if (columns.put(mapped.name(), mapped.column()) != null) {
        throw CliErrors.mappedTwice(mapped.name());
      }
    }
    return columns;
  }
}
