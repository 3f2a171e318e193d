package io.featurefactory.testkit.online;

import io.featurefactory.model.KeyEncoding;
import io.featurefactory.model.RowChange;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Keys that are easily taken for one another, and rows of all sizes. */
final class RandomRows {
  private static final List<byte[]> KEYS = keys();

  private final Random random;

  RandomRows(Random random) {
    this.random = random;
  }

  List<byte[]> someKeys() {
    List<byte[]> keys = new ArrayList<>();
    for (int i = random.nextInt(12); i > 0; i--) {
      keys.add(KEYS.get(random.nextInt(KEYS.size())));
    }
    return keys;
  }

  /** Changes of one run, each key once; one batch in three deletes too. */
  List<RowChange> changes(long run) {
    boolean deletes = random.nextInt(3) == 0;
    List<byte[]> keys = new ArrayList<>(KEYS);
    Collections.shuffle(keys, random);
    List<RowChange> changes = new ArrayList<>();
    for (byte[] key : keys.subList(0, random.nextInt(8))) {
      changes.add(
          deletes && random.nextBoolean()
              ? RowChange.delete(key, run)
              : RowChange.put(key, run, row()));
    }
    return changes;
  }

  private byte[] row() {
    byte[] row = new byte[random.nextInt(50) == 0 ? 200_000 : 1 + random.nextInt(40)];
    random.nextBytes(row);
    return row;
  }

  private static List<byte[]> keys() {
    List<byte[]> keys = new ArrayList<>();
    for (String text : List.of("", "\0", "\0\0", "a", "a\0", "ab", "b", "\n", "ä", "shop", "ads")) {
      keys.add(text.getBytes(StandardCharsets.UTF_8));
    }
    keys.add(new byte[] {(byte) 0xff});
    keys.add(new byte[] {(byte) 0xff, (byte) 0xff});
    keys.add("x".repeat(1024).getBytes(StandardCharsets.UTF_8));
    keys.add(KeyEncoding.bytes(List.of("1", "23")));
    keys.add(KeyEncoding.bytes(List.of("12", "3")));
    return keys;
  }
}
