package io.featurefactory.online;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keys as people read them. */
public final class KeyText {
  private KeyText() {}

  /** The texts of a key's columns, {@code (ad-1, cars)}; in hex if the bytes are no key. */
  public static String of(byte[] key) {
    List<String> texts = find(key);
    return texts == null
        ? "0x" + HexFormat.of().formatHex(key)
        : "(" + String.join(", ", texts) + ")";
  }

  /** The canonical texts of a key's columns; null if the bytes are no key. */
  public static @Nullable List<String> find(byte[] key) {
    List<String> texts = new ArrayList<>();
    int position = 0;
    while (position < key.length) {
      int colon = position;
      int length = 0;
      while (colon < key.length && key[colon] >= '0' && key[colon] <= '9' && length < 1 << 24) {
        length = length * 10 + key[colon++] - '0';
      }
      int end = colon + 1 + length;
      if (colon == position || end >= key.length || key[colon] != ':' || key[end] != ',') {
        return null;
      }
      texts.add(new String(key, colon + 1, length, StandardCharsets.UTF_8));
      position = end + 1;
    }
    return texts;
  }
}
