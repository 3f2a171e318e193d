package io.featurefactory.serving;

import io.featurefactory.model.KeyEncoding;
import io.featurefactory.model.OnlineStore;
import io.featurefactory.model.RowAnswer;
import io.featurefactory.model.RowRequest;
import io.featurefactory.model.StoredRow;
import io.featurefactory.online.KeyText;
import io.featurefactory.testkit.online.ForwardingStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A store that remembers what was read, and does something before it answers. */
class WatchedStore extends ForwardingStore {
  private final List<List<RowRequest>> reads = new CopyOnWriteArrayList<>();
  private volatile Runnable before = () -> {};
  private volatile Set<String> evicted = Set.of();

  WatchedStore(OnlineStore store) {
    super(store);
  }

  List<List<RowRequest>> reads() {
    return reads;
  }

  void before(Runnable action) {
    before = action;
  }

  /** From now on it is a cache that has lost the rows of these keys, and nothing else. */
  void evict(String... keys) {
    evicted =
        Arrays.stream(keys)
            .map(key -> KeyText.of(KeyEncoding.bytes(List.of(key))))
            .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public List<RowAnswer> read(List<RowRequest> requests) {
    reads.add(requests);
    before.run();
    List<RowAnswer> answers = new ArrayList<>(super.read(requests));
    for (int i = 0; i < answers.size(); i++) {
      RowAnswer answer = answers.get(i);
      List<@Nullable StoredRow> rows = new ArrayList<>(answer.rows());
      List<byte[]> keys = requests.get(i).keys();
      for (int row = 0; row < rows.size(); row++) {
        if (evicted.contains(KeyText.of(keys.get(row)))) {
          rows.set(row, StoredRow.UNKNOWN);
        }
      }
      answers.set(i, new RowAnswer(answer.progress(), rows));
    }
    return answers;
  }
}
