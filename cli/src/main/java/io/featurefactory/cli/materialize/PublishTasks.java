package io.featurefactory.cli.materialize;

import io.featurefactory.cli.project.AppliedView;
import io.featurefactory.cli.project.StoreAddress;
import io.featurefactory.compute.TaskScheduler;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.OnlineWriter;
import io.featurefactory.model.WriteTicket;
import io.featurefactory.online.PublishSettings;
import io.featurefactory.online.ViewPublishing;
import java.util.ArrayList;
import java.util.List;

/** Writes the rows of publishes by tasks, wherever those run. */
final class PublishTasks {
  private final TaskScheduler scheduler;
  private final FeatureView view;
  private final RowForm form;
  private final StoreAddress store;
  private final PublishSettings settings;
  private final ViewLease lease;

  PublishTasks(
      TaskScheduler scheduler,
      AppliedView applied,
      StoreAddress store,
      PublishSettings settings,
      ViewLease lease) {
    this.scheduler = scheduler;
    this.view = applied.view();
    this.form = RowForm.of(applied.schema());
    this.store = store;
    this.settings = settings;
    this.lease = lease;
  }

  /** One of them keeps a limit on the rows of a second best. */
  boolean isOne() {
    return settings.rowsPerSecond() > 0;
  }

  /**
   * Rows that tasks write.
   *
   * @param writer the session that has begun the publish and ends it
   * @param selects one for each task
   * @param builds whether to a generation that is being built
   */
  ViewPublishing.Rows rows(OnlineWriter writer, List<String> selects, boolean builds) {
    return (generation, run) -> {
      WriteTicket ticket = writer.ticket(view.id(), generation, run);
      List<PublishTask> tasks = new ArrayList<>();
      for (String select : selects) {
        tasks.add(task(tasks.size() + 1, select, ticket, builds));
      }
      long rows = 0;
      long deletions = 0;
      for (PublishTask.Written written : scheduler.run(tasks, lease::requireHeld)) {
        writer.accept(written.receipt());
        rows += written.rows();
        deletions += written.deletions();
      }
      return new ViewPublishing.Written(rows, deletions);
    };
  }

  private PublishTask task(int number, String select, WriteTicket ticket, boolean builds) {
    return new PublishTask(
        "%s to %s, part %d".formatted(view.id(), store.name(), number),
        select,
        form,
        store,
        ticket,
        keys(view),
        builds,
        settings);
  }

  static List<String> keys(FeatureView view) {
    return view.keys().stream().map(FeatureView.Key::name).toList();
  }
}
