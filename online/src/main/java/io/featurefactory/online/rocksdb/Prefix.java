package io.featurefactory.online.rocksdb;

import java.util.Arrays;

/** Keys that start alike. */
final class Prefix {
  private Prefix() {}

  static boolean starts(byte[] key, byte[] prefix) {
    return key.length >= prefix.length
        && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
  }
}
