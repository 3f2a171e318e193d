package io.featurefactory.testkit.online;

import io.featurefactory.model.OnlineProgress;
import io.featurefactory.model.OnlineStore;
import io.featurefactory.model.OnlineWriter;
import io.featurefactory.model.RowAnswer;
import io.featurefactory.model.RowRequest;
import io.featurefactory.model.RowScan;
import io.featurefactory.model.StoredRow;
import io.featurefactory.model.ViewId;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An online store that keeps everything in memory and forgets it with the last reference: for
 * tests. Stores of several projects, or several stores of one, share a memory by {@link #beside}.
 * One lock guards it.
 */
public final class InMemoryOnlineStore implements OnlineStore {
  private final String name;
  private final String project;
  private final Map<String, SortedMap<ViewId, MemoryView>> memory;

  private InMemoryOnlineStore(
      String name, String project, Map<String, SortedMap<ViewId, MemoryView>> memory) {
    this.name = name;
    this.project = project;
    this.memory = memory;
  }

  /** A store with a memory of its own, for the project {@code test}. */
  public static InMemoryOnlineStore empty(String name) {
    return new InMemoryOnlineStore(name, "test", new TreeMap<>());
  }

  /** A store on the same memory; sees the rows of this one if the project is the same. */
  public InMemoryOnlineStore beside(String otherProject) {
    return new InMemoryOnlineStore(name, otherProject, memory);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<RowAnswer> read(List<RowRequest> requests) {
    synchronized (memory) {
      return requests.stream().map(r -> view(r.view()).answer(r.keys())).toList();
    }
  }

  @Override
  public @Nullable OnlineProgress findProgress(ViewId view) {
    synchronized (memory) {
      return view(view).progress();
    }
  }

  @Override
  public List<ViewId> views() {
    synchronized (memory) {
      return views(project).entrySet().stream()
          .filter(e -> e.getValue().progress() != null)
          .map(Map.Entry::getKey)
          .toList();
    }
  }

  @Override
  public RowScan scan(ViewId view) {
    synchronized (memory) {
      return new MemoryScan(view(view).progress(), view(view).currentRows());
    }
  }

  @Override
  public OnlineWriter openWriter() {
    return new InMemoryOnlineWriter(memory, this::view);
  }

  @Override
  public void close() {}

  private MemoryView view(ViewId view) {
    return views(project).computeIfAbsent(view, v -> new MemoryView());
  }

  private SortedMap<ViewId, MemoryView> views(String owner) {
    return memory.computeIfAbsent(owner, p -> new TreeMap<>());
  }

  private static final class MemoryScan implements RowScan {
    private final @Nullable OnlineProgress progress;
    private final Iterator<Map.Entry<ByteBuffer, StoredRow>> rows;
    private byte[] key = new byte[0];
    private StoredRow row = StoredRow.tombstone(0);

    MemoryScan(@Nullable OnlineProgress progress, Map<ByteBuffer, StoredRow> rows) {
      this.progress = progress;
      this.rows = Map.copyOf(rows).entrySet().iterator();
    }

    @Override
    public @Nullable OnlineProgress progress() {
      return progress;
    }

    @Override
    public boolean next() {
      if (!rows.hasNext()) {
        return false;
      }
      Map.Entry<ByteBuffer, StoredRow> entry = rows.next();
      key = entry.getKey().array().clone();
      row = entry.getValue();
      return true;
    }

    @Override
    public byte[] key() {
      return key;
    }

    @Override
    public StoredRow row() {
      return row;
    }

    @Override
    public void close() {}
  }
}
