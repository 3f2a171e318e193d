package io.featurefactory.compute;

import io.featurefactory.lake.ResultRow;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads rows of a task's report. */
final class ReportRows {
  private ReportRows() {}

  static Map<String, @Nullable Object> read(ResultRow row) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    for (int i = 0; i < row.size(); i++) {
      values.put(row.name(i), row.value(i));
    }
    return Collections.unmodifiableMap(values);
  }
}
