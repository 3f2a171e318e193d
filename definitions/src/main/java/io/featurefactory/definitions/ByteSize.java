package io.featurefactory.definitions;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Sizes as users write them: {@code 64MB}, {@code 2GB}; powers of 1024. */
final class ByteSize {
  static final String EXPECTATION = "a size such as 64MB or 2GB";

  private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,8})(KB|MB|GB)");

  private ByteSize() {}

  /** In bytes; null if the text is no size. */
  static @Nullable Long find(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return null;
    }
    int shift =
        switch (matcher.group(2)) {
          case "KB" -> 10;
          case "MB" -> 20;
          default -> 30;
        };
    return Long.parseLong(matcher.group(1)) << shift;
  }
}
