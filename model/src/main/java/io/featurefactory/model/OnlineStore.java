package io.featurefactory.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The latest state of feature views, served by key ({@code docs/spec/online-store.md}). An instance
 * belongs to one project; what it reads, writes and drops is never of another, however the names
 * are alike.
 *
 * <p>Rows are opaque bytes to a store. They change run by run through an {@link OnlineWriter}.
 *
 * <p><b>Callers</b> may use an instance from any number of threads, also while other processes
 * write. Every answer stands on its own: between two answers the store may have moved on, never
 * back, except after it lost data or was dropped.
 *
 * <p><b>Implementers</b> keep the progress of each view beside its rows, in the store itself, and
 * make it move after the rows; a store of several parts answers with the least of its parts. A
 * store that is empty or was never created answers that it has nothing. What fails outside is a
 * {@link FactoryException} that names the store and the way out; the instance stays usable, and the
 * next call tries again.
 */
public interface OnlineStore extends AutoCloseable {

  /** The name in {@code factory.yaml}, for messages. */
  String name();

  /**
   * Looks up rows of any number of views, in one round trip where the store has such a thing.
   *
   * <p>Within one answer, progress and rows are of one generation, and no row is older than the
   * progress: what {@link OnlineProgress#run()} and the runs before it wrote is seen. Each row is
   * whole. A key that became empty in a run that is not yet finished is answered with a tombstone,
   * so that the answer can tell which run it reflects.
   *
   * @param requests the same key may occur more than once
   * @return one answer for each request, in their order
   */
  List<RowAnswer> read(List<RowRequest> requests);

  /** How far the view is published here; null if it never was, or was dropped or lost. */
  @Nullable OnlineProgress findProgress(ViewId view);

  /** The views that have progress here, ordered. */
  List<ViewId> views();

  /**
   * All rows of the view's current generation, in no particular order, as they were at one moment:
   * what is written during the scan is not in it. A store that keeps no such moment fails with a
   * {@link ScanOvertakenException} at the end of a scan during which the view was written; and may
   * give a row twice. Tombstones are left out. Memory does not grow with the number of rows.
   */
  RowScan scan(ViewId view);

  /**
   * Opens a session that writes. Sessions are short: a store may have room for one process only. It
   * waits for its turn up to the store's configured time, then fails with a message that names the
   * holder. Reading goes on meanwhile, here and elsewhere.
   */
  OnlineWriter openWriter();

  /** Frees what the instance holds; open scans and writers fail from then on. */
  @Override
  void close();
}
