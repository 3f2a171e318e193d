package io.featurefactory.serving;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** By what a request is known to its caller and in logs. */
public final class RequestId {
  private static final int LONGEST = 128;

  private RequestId() {}

  /**
   * The id that a caller sent, if it is 1 to 128 visible characters of ASCII; else a random one: no
   * lookup fails for the sake of its name.
   */
  public static String of(@Nullable String sent) {
    return sent != null && isId(sent) ? sent : random();
  }

  /** An id of 32 hexadecimal digits. */
  public static String random() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong());
  }

  private static boolean isId(String text) {
    return !text.isEmpty()
        && text.length() <= LONGEST
        && text.chars().allMatch(character -> character > ' ' && character < 0x7f);
  }
}
