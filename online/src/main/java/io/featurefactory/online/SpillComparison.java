package io.featurefactory.online;

import io.featurefactory.model.StoredRow;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/** Compares two spills, part by part; a part that is too large for memory is split again. */
final class SpillComparison {
  private final long partBytes;
  private final Differences differences;

  SpillComparison(long partBytes, Differences differences) {
    this.partBytes = partBytes;
    this.differences = differences;
  }

  void compare(RowSpill expected, RowSpill stored) throws IOException {
    for (int part = 0; part < stored.parts(); part++) {
      if (stored.bytes(part) > partBytes && stored.canSplit()) {
        try (RowSpill finerExpected = expected.split(part);
            RowSpill finerStored = stored.split(part)) {
          compare(finerExpected, finerStored);
        }
      } else {
        compare(expected, stored, part);
      }
    }
  }

  private void compare(RowSpill expected, RowSpill stored, int part) throws IOException {
    Map<ByteBuffer, StoredRow> unmatched = new HashMap<>();
    stored.forEach(part, (key, row) -> unmatched.put(ByteBuffer.wrap(key), row));
    expected.forEach(
        part,
        (key, row) -> {
          StoredRow found = unmatched.remove(ByteBuffer.wrap(key));
          if (found == null) {
            differences.missing(key, row);
          } else {
            differences.compare(key, row, found);
          }
        });
    unmatched.forEach((key, row) -> differences.surplus(bytes(key), row));
  }

  private static byte[] bytes(ByteBuffer key) {
    byte[] bytes = new byte[key.remaining()];
    key.duplicate().get(bytes);
    return bytes;
  }
}
