package io.featurefactory.online.redis;

import io.featurefactory.model.OnlineProgress.Begun;
import io.featurefactory.online.OnlineErrors;
import io.featurefactory.online.ViewHead;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * How far a view is written as hashes.
 *
 * @param id of the form; another one if the hashes are being removed
 * @param generation whose rows are there
 * @param run whose rows are all there, and of those before; 0 if not all of a generation are
 */
record HashState(String id, int generation, long run, HashForm form) {
  /** As long as those of forms, and none of them. */
  private static final String REMOVED = "----------------";

  static HashState of(HashForm form, int generation, long run) {
    return new HashState(form.id(), generation, run, form);
  }

  HashState removed() {
    return new HashState(REMOVED, generation, 0, form);
  }

  static @Nullable HashState decode(byte @Nullable [] bytes) {
    if (bytes == null) {
      return null;
    }
    String text = new String(bytes, StandardCharsets.UTF_8);
    int line = text.indexOf('\n');
    String[] words = text.substring(0, Math.max(0, line)).split(" ", -1);
    if (words.length != 3 || !(words[1] + words[2]).matches("[0-9]+")) {
      throw OnlineErrors.damagedEntry("how far a view is written as hashes");
    }
    return new HashState(
        words[0],
        Integer.parseInt(words[1]),
        Long.parseLong(words[2]),
        HashForm.parse(text.substring(line + 1)));
  }

  byte[] encode() {
    return RedisKeys.bytes("%s %d %d\n%s".formatted(id, generation, run, form.text()));
  }

  /** True if the hashes of that form are what the head says that is served, or ahead of it. */
  boolean follows(ViewHead head, HashForm wanted) {
    Begun begun = head.begun();
    return head.current() != null
        && id.equals(wanted.id())
        && generation == head.current().number()
        && (run == head.current().published().run() || (begun != null && run == begun.run()));
  }
}
