package io.featurefactory.cli;

import io.featurefactory.cli.project.Project;
import io.featurefactory.cli.project.ProjectFiles;
import io.featurefactory.compute.FeatureTables;
import io.featurefactory.control.ViewSchema;
import io.featurefactory.model.AppliedDefinition;
import io.featurefactory.model.Boundaries;
import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FeatureView.OnlineTarget;
import io.featurefactory.model.KeyEncoding;
import io.featurefactory.model.OnlineProgress;
import io.featurefactory.model.OnlineStore;
import io.featurefactory.model.RowAnswer;
import io.featurefactory.model.RowRequest;
import io.featurefactory.model.StoredRow;
import io.featurefactory.model.ValueStatus;
import io.featurefactory.online.RowFormatException;
import io.featurefactory.online.RowReader;
import io.featurefactory.online.RowSchema;
import io.featurefactory.online.RowValues;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Looks a key up in the online stores of a view. */
final class Lookup {
  private final Project project;
  private final String onlyStore;
  private final @Nullable String firstStore;

  /**
   * A lookup.
   *
   * @param onlyStore empty for the view's stores in their order
   */
  Lookup(Project project, String onlyStore) {
    this(project, onlyStore, null);
  }

  private Lookup(Project project, String onlyStore, @Nullable String firstStore) {
    this.project = project;
    this.onlyStore = onlyStore;
    this.firstStore = firstStore;
  }

  /** A lookup that asks this store before the others, of the views that are published there. */
  Lookup asking(@Nullable String store) {
    return new Lookup(project, onlyStore, store);
  }

  /**
   * What was found.
   *
   * @param run that the answer reflects
   * @param age of the data
   * @param changedAt when the row changed last; null if the key has no row
   */
  record Found(
      ViewSchema schema,
      String store,
      ValueStatus status,
      long run,
      Instant watermark,
      Duration age,
      @Nullable Instant changedAt,
      List<@Nullable Object> values) {
    /** The value of a feature; null also if there is no such feature. */
    @Nullable Object value(String feature) {
      for (int i = 0; i < schema.features().size(); i++) {
        if (schema.features().get(i).name().equals(feature)) {
          return values.get(i);
        }
      }
      return null;
    }
  }

  /**
   * Asks the stores one after the other, until one has the view; rows of a draft that was replaced
   * are not the view's.
   */
  Found find(AppliedDefinition view, List<Object> key) {
    return find(view, KeyEncoding.bytes(key));
  }

  /** The empty row, which a key with a NULL in it has. */
  Found findNothing(AppliedDefinition view) {
    return find(view, new byte[0]);
  }

  private Found find(AppliedDefinition view, byte[] key) {
    ViewSchema schema = ProjectFiles.schema(view);
    String log = FeatureTables.log(Objects.requireNonNull(view.tables())) + " ";
    List<String> stores = stores(schema);
    RowRequest request = new RowRequest(schema.view(), List.of(key));
    FactoryException failure = null;
    for (String name : stores) {
      try {
        OnlineStore store = project.store(name);
        RowAnswer answer = store.read(List.of(request)).get(0);
        OnlineProgress progress = answer.progress();
        if (progress != null && progress.current().origin().startsWith(log)) {
          return found(schema, name, answer, progress);
        }
      } catch (FactoryException e) {
        failure = e;
      }
    }
    throw failure == null ? CliErrors.notServed(schema.view().toString(), stores) : failure;
  }

  private List<String> stores(ViewSchema schema) {
    List<String> stores = schema.online().stream().map(OnlineTarget::store).toList();
    if (onlyStore.isEmpty()) {
      if (stores.isEmpty()) {
        throw CliErrors.offline(schema.view().toString());
      }
      return stores.stream()
          .sorted(Comparator.comparing(store -> !store.equals(firstStore)))
          .toList();
    }
    if (!stores.contains(onlyStore)) {
      throw CliErrors.storeNotOfView(schema.view().toString(), onlyStore, stores);
    }
    return List.of(onlyStore);
  }

  private Found found(ViewSchema schema, String store, RowAnswer answer, OnlineProgress progress) {
    RowSchema rows = rowSchema(schema);
    RowValues values = new RowValues(rows);
    StoredRow row = answer.rows().get(0);
    Instant changedAt = null;
    if (row == null || row.deleted()) {
      values.copyFrom(rows.emptyRow());
    } else {
      try {
        changedAt = Boundaries.ofMicros(new RowReader(rows).read(row, values));
      } catch (RowFormatException e) {
        throw CliErrors.unreadableRow(schema.view(), store, e);
      }
    }
    Instant watermark = progress.current().published().watermark();
    Duration age = Duration.between(watermark, project.clock().instant());
    ValueStatus status = changedAt == null ? ValueStatus.EMPTY : ValueStatus.PRESENT;
    return new Found(
        schema,
        store,
        age.compareTo(schema.freshWithin()) > 0 ? ValueStatus.STALE : status,
        answer.run(0),
        watermark,
        age,
        changedAt,
        values.toList());
  }

  private static RowSchema rowSchema(ViewSchema schema) {
    List<RowSchema.Column> columns =
        schema.features().stream().map(f -> new RowSchema.Column(f.name(), f.type())).toList();
    List<@Nullable Object> empty = new ArrayList<>();
    schema.features().forEach(f -> empty.add(f.empty()));
    return RowSchema.of(columns, schema.every(), empty);
  }
}
