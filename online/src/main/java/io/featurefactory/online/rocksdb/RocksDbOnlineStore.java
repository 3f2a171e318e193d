package io.featurefactory.online.rocksdb;

import io.featurefactory.model.OnlineProgress;
import io.featurefactory.model.OnlineStore;
import io.featurefactory.model.OnlineWriter;
import io.featurefactory.model.RepairableStore;
import io.featurefactory.model.RowAnswer;
import io.featurefactory.model.RowRequest;
import io.featurefactory.model.RowScan;
import io.featurefactory.model.ViewId;
import io.featurefactory.online.OnlineErrors;
import java.time.Clock;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/**
 * The online store in a local folder. One process writes at a time, any number read beside it, each
 * by a secondary instance that follows the writer; every read sees what was committed before it, by
 * whatever process. The folder must be on a local file system.
 *
 * <p>Each call of a writer is atomic, logged and synced, and visible as a whole. Nothing is opened
 * before it is needed.
 */
public final class RocksDbOnlineStore implements OnlineStore, RepairableStore {
  private final StoreFolder folder;
  private final StoreKeys keys;
  private final RocksDbSettings settings;
  private final Clock clock;
  private final Object writing = new Object();
  private final RocksTuning tuning;
  private final Replicas replicas;
  private @Nullable Primary primary;
  private int writers;
  private boolean closed;

  private RocksDbOnlineStore(
      StoreFolder folder, String project, RocksDbSettings settings, Clock clock) {
    this.folder = folder;
    this.keys = new StoreKeys(project);
    this.settings = settings;
    this.clock = clock;
    this.tuning = new RocksTuning(settings);
    this.replicas = new Replicas(folder, keys, tuning);
  }

  /**
   * A store of a project. The folder need not exist; it is looked at by the first call.
   *
   * @param name in {@code factory.yaml}, for messages
   */
  public static RocksDbOnlineStore open(
      String name, String project, RocksDbSettings settings, Clock clock) {
    NativeLibrary.load();
    StoreFolder folder = new StoreFolder(name, settings.path());
    return new RocksDbOnlineStore(folder, project, settings, clock);
  }

  @Override
  public String name() {
    return folder.store();
  }

  @Override
  public List<RowAnswer> read(List<RowRequest> requests) {
    List<RowAnswer> answers = ask(replica -> replica.read(requests));
    return answers == null ? requests.stream().map(RocksDbOnlineStore::nothing).toList() : answers;
  }

  private static RowAnswer nothing(RowRequest request) {
    return new RowAnswer(null, Collections.nCopies(request.keys().size(), null));
  }

  @Override
  public @Nullable OnlineProgress findProgress(ViewId view) {
    return ask(replica -> replica.progress(view));
  }

  @Override
  public List<ViewId> views() {
    List<ViewId> views = ask(Replica::views);
    return views == null ? List.of() : views;
  }

  @Override
  public RowScan scan(ViewId view) {
    RowScan scan = ask(replica -> replica.scan(view));
    return scan == null ? EmptyScan.INSTANCE : scan;
  }

  @Override
  public OnlineWriter openWriter() {
    synchronized (writing) {
      if (closed) {
        throw OnlineErrors.closed(folder.store());
      }
      Primary db = primary;
      if (db == null) {
        db = Primary.open(folder, settings, tuning, clock);
        primary = db;
      }
      writers++;
      return new RocksDbWriter(db, keys, this::closeWriter);
    }
  }

  private void closeWriter() {
    synchronized (writing) {
      Primary db = primary;
      if (--writers == 0 && db != null) {
        primary = null;
        db.close();
        if (closed) {
          tuning.close();
        }
      }
    }
  }

  @Override
  public @Nullable String setAsideIfDamaged() {
    synchronized (writing) {
      if (primary != null) {
        throw new IllegalStateException("setAsideIfDamaged with an open writer");
      }
      return new Repair(folder, settings, tuning, clock).setAsideIfDamaged();
    }
  }

  /** An answer of a replica; null if the store has nothing. */
  private <T> @Nullable T ask(Question<T> question) {
    Replica replica = replicas.acquire();
    if (replica == null) {
      return null;
    }
    try {
      return question.ask(replica);
    } catch (RocksDBException e) {
      throw replica.failed(e);
    } finally {
      replica.release();
    }
  }

  /** What is asked of a replica. */
  private interface Question<T> {
    @Nullable T ask(Replica replica) throws RocksDBException;
  }

  @Override
  public void close() {
    replicas.close();
    synchronized (writing) {
      if (primary == null && !closed) {
        tuning.close();
      }
      closed = true;
    }
  }
}
