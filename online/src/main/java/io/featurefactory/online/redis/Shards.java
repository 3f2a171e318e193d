package io.featurefactory.online.redis;

import io.lettuce.core.cluster.SlotHash;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * The parts of a view's rows: which part a key is in, and the hash tags whose slots lie evenly over
 * those of a cluster.
 */
final class Shards {
  private final String[] tags;

  Shards(int count) {
    tags = new String[count];
    for (int i = 0; i < count; i++) {
      tags[i] = tag(i, count);
    }
  }

  private static String tag(int shard, int count) {
    int tag = 0;
    while (slot(tag) * count / SlotHash.SLOT_COUNT != shard) {
      tag++;
    }
    return Integer.toString(tag);
  }

  private static int slot(int tag) {
    return SlotHash.getSlot(Integer.toString(tag).getBytes(StandardCharsets.US_ASCII));
  }

  int count() {
    return tags.length;
  }

  String tag(int shard) {
    return tags[shard];
  }

  /** The part of a key. */
  int of(byte[] key) {
    if (tags.length == 1) {
      return 0;
    }
    CRC32 crc = new CRC32();
    crc.update(key, 0, key.length);
    return (int) (crc.getValue() % tags.length);
  }
}
