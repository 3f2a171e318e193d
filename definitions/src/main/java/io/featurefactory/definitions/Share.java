package io.featurefactory.definitions;

import java.math.BigDecimal;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A share of something, as users write it: {@code 1%}, {@code 0.01}. */
public final class Share {
  /** What a text should be. */
  public static final String EXPECTATION = "a share such as 1% or 0.01";

  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,3}([.][0-9]{1,12})?");

  private Share() {}

  /** 0 to 1; null if the text is no share. */
  public static @Nullable Double find(String text) {
    boolean percent = text.endsWith("%");
    String number = percent ? text.substring(0, text.length() - 1) : text;
    if (!NUMBER.matcher(number).matches()) {
      return null;
    }
    double share = new BigDecimal(number).movePointLeft(percent ? 2 : 0).doubleValue();
    return share <= 1 ? share : null;
  }
}
