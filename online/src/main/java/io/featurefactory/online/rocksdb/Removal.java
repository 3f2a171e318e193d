package io.featurefactory.online.rocksdb;

import java.io.IOException;
import java.time.Duration;

/** While it lasts, files of the database may be removed: readers neither open nor follow it. */
final class Removal {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Gate.Alone alone;
  private final HeadFile head;

  private Removal(Gate.Alone alone, HeadFile head) {
    this.alone = alone;
    this.head = head;
  }

  static Removal begin(Gate gate, HeadFile head) throws IOException {
    Gate.Alone alone = gate.enterAlone(PATIENCE);
    head.beginRemoving();
    return new Removal(alone, head);
  }

  void end() {
    head.endRemoving();
    alone.leave();
  }
}
