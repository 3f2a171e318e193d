package io.featurefactory.cli.materialize;

import io.featurefactory.control.ViewSchema;
import io.featurefactory.online.RowSchema;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What online rows of a view are made by; plain data, so that it can travel to a task. */
record RowForm(List<RowSchema.Column> columns, Duration every, List<@Nullable Object> empty)
    implements Serializable {
  RowForm {
    columns = List.copyOf(columns);
    empty = Collections.unmodifiableList(new ArrayList<>(empty));
  }

  static RowForm of(ViewSchema view) {
    List<RowSchema.Column> columns =
        view.features().stream().map(f -> new RowSchema.Column(f.name(), f.type())).toList();
    List<@Nullable Object> empty = new ArrayList<>();
    view.features().forEach(f -> empty.add(f.empty()));
    return new RowForm(columns, view.every(), empty);
  }

  RowSchema schema() {
    return RowSchema.of(columns, every, empty);
  }
}
