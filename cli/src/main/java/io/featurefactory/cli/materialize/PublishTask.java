package io.featurefactory.cli.materialize;

import io.featurefactory.cli.project.StoreAddress;
import io.featurefactory.compute.KernelTask;
import io.featurefactory.lake.KernelSession;
import io.featurefactory.model.FencedException;
import io.featurefactory.model.OnlineStore;
import io.featurefactory.model.OnlineWriter;
import io.featurefactory.model.RowChange;
import io.featurefactory.model.ViewId;
import io.featurefactory.model.WriteReceipt;
import io.featurefactory.model.WriteTicket;
import io.featurefactory.online.ChangeBatches;
import io.featurefactory.online.PublishSettings;
import io.featurefactory.online.SchemaWriter;
import java.io.Serializable;
import java.time.Clock;
import java.util.List;

/**
 * Writes a part of the rows of a publish to an online store, in a session of its own, which another
 * one has begun and ends. An attempt that nobody waits for any more writes the same rows, as long
 * as the store takes them.
 *
 * @param select the rows of the log, as {@link LogRow} reads them
 * @param ticket of the session that has begun the publish
 * @param keys names of the view's key columns
 * @param builds whether to a generation that is being built, which has no deletions
 */
record PublishTask(
    String name,
    String select,
    RowForm form,
    StoreAddress store,
    WriteTicket ticket,
    List<String> keys,
    boolean builds,
    PublishSettings settings)
    implements KernelTask<PublishTask.Written> {
  PublishTask {
    keys = List.copyOf(keys);
  }

  /** What an attempt has written. */
  record Written(WriteReceipt receipt, long rows, long deletions) implements Serializable {}

  @Override
  public Written run(KernelSession session) {
    RowPacking packing = new RowPacking(form);
    ViewId view = ticket.view();
    try (OnlineStore online = store.open(Clock.systemUTC());
        OnlineWriter writer = online.openWriter()) {
      writer.join(ticket);
      describe(writer, view, keys, packing);
      ChangeBatches batches =
          new ChangeBatches(
              writer, view, ticket.generation(), ticket.run(), settings, this::requireWanted);
      LogRow.forEach(
          session,
          select,
          keys.size(),
          row -> {
            RowChange change = packing.change(row);
            if (builds) {
              batches.addRow(change);
            } else {
              batches.add(change);
            }
          });
      batches.end();
      return new Written(writer.receipt(ticket), batches.rows(), batches.deletions());
    } catch (FencedException e) {
      throw MaterializeErrors.fenced(view, store.name(), e);
    }
  }

  /** A task that is not wanted any more is interrupted. */
  private void requireWanted() {
    if (Thread.currentThread().isInterrupted()) {
      throw MaterializeErrors.stopped(ticket.view(), store.name());
    }
  }

  /** Tells a session what the rows hold, where it has to know. */
  static void describe(OnlineWriter writer, ViewId view, List<String> keys, RowPacking packing) {
    if (writer instanceof SchemaWriter other) {
      other.describe(view, keys, packing.schema());
    }
  }
}
