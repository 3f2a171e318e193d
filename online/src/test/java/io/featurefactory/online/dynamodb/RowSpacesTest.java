package io.featurefactory.online.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.featurefactory.model.FactoryException;
import io.featurefactory.model.Generation;
import io.featurefactory.model.Published;
import io.featurefactory.online.ViewHead;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Where rows lie while a view moves through its generations, and the bytes of that. */
final class RowSpacesTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_000);

  private static HeadItem change(HeadItem item, UnaryOperator<ViewHead> change) {
    ViewHead next = change.apply(item.head());
    return new HeadItem(next, item.spaces().after(item.head(), next, NOW));
  }

  private static Published published(long run) {
    return new Published(run, NOW, NOW, NOW);
  }

  private static HeadItem built(HeadItem item, long run) {
    HeadItem begun = change(item, h -> h.beginGeneration("log"));
    return change(begun, h -> h.switchGeneration(h.lastGeneration(), published(run)));
  }

  @Test
  void after_generationsAreReplaced_remembersWhatIsUnused() {
    HeadItem item = built(built(HeadItem.NONE, 1), 2);
    assertThat(item.spaces()).isEqualTo(RowSpaces.NONE);
    HeadItem dropped = change(item, h -> h.dropGeneration(1));
    assertThat(dropped.spaces().unused())
        .containsExactly(new RowSpaces.Unused(new RowSpace(1, 0), 1_000));
    HeadItem gone = change(change(dropped, h -> h.beginGeneration("log")), ViewHead::drop);
    assertThat(gone.spaces().unused())
        .extracting(RowSpaces.Unused::space)
        .containsExactly(new RowSpace(1, 0), new RowSpace(2, 0), new RowSpace(3, 0));
    RowSpaces swept = gone.spaces().removed(gone.spaces().unused().get(0));
    assertThat(swept.unused()).hasSize(2);
  }

  @Test
  void after_generationIsCopied_isInItsNewPlaceAndTheOthersAreUnused() {
    HeadItem left = built(built(HeadItem.NONE, 7), 2);
    RowSpaces copying = left.spaces().beginCopy(1, NOW);
    assertThat(copying.copying()).isEqualTo(new RowSpace(1, 1));
    RowSpaces again = copying.beginCopy(1, NOW);
    assertThat(again.copying()).isEqualTo(new RowSpace(1, 2));
    assertThat(again.unused()).extracting(RowSpaces.Unused::space).containsOnly(new RowSpace(1, 1));
    ViewHead back = left.head().switchGeneration(1, published(3));
    RowSpaces copied = again.endCopy(new RowSpace(1, 2), NOW).after(left.head(), back, NOW);
    assertThat(new HeadItem(back, copied).served()).isEqualTo(new RowSpace(1, 2));
    assertThat(copied.copying()).isNull();
    assertThat(copied.unused())
        .extracting(RowSpaces.Unused::space)
        .containsExactly(new RowSpace(1, 1), new RowSpace(1, 0));
  }

  @Test
  void after_copyIsMadeOfADroppedGeneration_isUnused() {
    HeadItem left = built(built(HeadItem.NONE, 1), 2);
    HeadItem copying = new HeadItem(left.head(), left.spaces().beginCopy(1, NOW));
    HeadItem dropped = change(copying, h -> h.dropGeneration(1));
    assertThat(dropped.spaces().copying()).isNull();
    assertThat(dropped.spaces().unused())
        .extracting(RowSpaces.Unused::space)
        .containsExactlyInAnyOrder(new RowSpace(1, 0), new RowSpace(1, 1));
  }

  @Test
  void encode_anyHead_isReadBack() {
    HeadItem open = change(built(HeadItem.NONE, 1), h -> h.beginRun(1, 1, 2, NOW));
    HeadItem left = change(built(built(open, 2), 3), h -> h.dropGeneration(2));
    HeadItem item = new HeadItem(left.head(), left.spaces().beginCopy(1, NOW));
    assertThat(HeadItem.decode(item.encode())).isEqualTo(item);
    assertThat(HeadItem.decode(HeadItem.NONE.encode())).isEqualTo(HeadItem.NONE);
  }

  /** The format; whoever changes it changes the version. */
  @Test
  void encode_head_hasTheseBytes() {
    HeadItem item =
        new HeadItem(
            ViewHead.NONE,
            new RowSpaces(
                3,
                new RowSpace(1, 3),
                Map.of(2, 1),
                List.of(new RowSpaces.Unused(new RowSpace(4, 0), 5))));
    assertThat(HexFormat.of().formatHex(item.encode()))
        .isEqualTo(
            "02"
                + "00000017"
                + "01"
                + "00000000"
                + "0000000000000000"
                + "00000000"
                + "00"
                + "00000000"
                + "00"
                + "00000003"
                + "00000001"
                + "0000000100000003"
                + "00000001"
                + "0000000200000001"
                + "00000001"
                + "0000000400000000"
                + "0000000000000005");
  }

  /** Its list of generations that were replaced while a run was open follows the moved ones. */
  @Test
  void decode_version1_marksItsIncompleteGenerations() {
    HeadItem item = built(built(HeadItem.NONE, 1), 2);
    byte[] now = item.encode();
    int unused = now.length - 4;
    ByteBuffer before = ByteBuffer.allocate(now.length + 8);
    before.put((byte) 1).put(now, 1, unused - 1).putInt(1).putInt(1).putInt(0);
    HeadItem read = HeadItem.decode(before.array());
    assertThat(read.head().spare()).extracting(Generation::isComplete).containsExactly(false);
    assertThat(item.head().spare()).extracting(Generation::isComplete).containsExactly(true);
  }

  @Test
  void decode_damaged_isRefused() {
    assertThatThrownBy(() -> HeadItem.decode(new byte[] {1, 0, 0}))
        .isInstanceOf(FactoryException.class)
        .hasMessageContaining("the progress of a view (damaged)");
    assertThatThrownBy(() -> HeadItem.decode(new byte[] {7})).hasMessageContaining("of version 7");
  }
}
