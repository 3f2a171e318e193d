package io.featurefactory.online.redis;

import io.featurefactory.model.Generation;
import io.featurefactory.model.OnlineProgress.Begun;
import io.featurefactory.online.OnlineErrors;
import io.featurefactory.online.ViewHead;
import io.featurefactory.online.ViewHeadCodec;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A head with its bytes in Redis: first what scripts compare, then the head itself. */
final class HeadValue {
  static final HeadValue NONE = new HeadValue(ViewHead.NONE, new byte[0]);

  /** Where a script finds the generation that is served and the run that is begun. */
  static final int SERVED = 0;

  /** Where a script finds the run that is begun. */
  static final int BEGUN = 4;

  /** Where a script finds the generation that is being built. */
  static final int BUILDING = 12;

  /** Where a script writes which generation is sealed. */
  static final int SEALED = 16;

  private static final int FENCE = 20;

  private final ViewHead head;
  private final byte[] bytes;

  private HeadValue(ViewHead head, byte[] bytes) {
    this.head = head;
    this.bytes = bytes;
  }

  static HeadValue of(ViewHead head) {
    byte[] encoded = ViewHeadCodec.encode(head);
    Generation current = head.current();
    Begun begun = head.begun();
    ViewHead.Building building = head.building();
    ByteBuffer bytes = ByteBuffer.allocate(FENCE + encoded.length);
    bytes.put(served(current == null ? 0 : current.number(), begun == null ? 0 : begun.run()));
    bytes.put(number(building == null ? 0 : building.number())).put(number(0)).put(encoded);
    return new HeadValue(head, bytes.array());
  }

  static HeadValue decode(byte @Nullable [] bytes) {
    if (bytes == null) {
      return NONE;
    }
    if (bytes.length < FENCE) {
      throw OnlineErrors.damagedEntry("the progress of a view");
    }
    return new HeadValue(
        ViewHeadCodec.decode(Arrays.copyOfRange(bytes, FENCE, bytes.length)), bytes);
  }

  /** What a script has to find at {@link #SERVED}. */
  static byte[] served(int generation, long run) {
    return ByteBuffer.allocate(12).putInt(generation).putLong(run).array();
  }

  /** What a script has to find at {@link #BUILDING}, or writes at {@link #SEALED}. */
  static byte[] number(int generation) {
    return ByteBuffer.allocate(4).putInt(generation).array();
  }

  ViewHead head() {
    return head;
  }

  /**
   * True if all rows of the generation that is being built are in this part. It is no more when the
   * head is changed, by which the part serves the generation, or another is built.
   */
  boolean isSealed(int generation) {
    return head.isBuilding(generation) && ByteBuffer.wrap(bytes).getInt(SEALED) == generation;
  }

  /** True if rows of the generation may be needed. */
  boolean names(int generation) {
    Generation current = head.current();
    return (current != null && current.number() == generation)
        || head.isBuilding(generation)
        || head.isSpare(generation);
  }

  /** None where there is no head; not a copy. */
  byte[] bytes() {
    return bytes;
  }

  /** True if these are its bytes. */
  boolean has(byte @Nullable [] other) {
    return Arrays.equals(bytes, other);
  }
}
