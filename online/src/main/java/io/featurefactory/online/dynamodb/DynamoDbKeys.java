package io.featurefactory.online.dynamodb;

import io.featurefactory.model.ViewId;
import io.featurefactory.online.OnlineErrors;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import software.amazon.awssdk.core.SdkBytes;

/**
 * The keys of a project's items. Names are preceded by their length and numbers have a fixed one,
 * so that no two projects, views, versions or generations have a key in common.
 */
final class DynamoDbKeys {
  private static final byte HEAD = 'h';
  private static final byte ROW = 'r';

  private final byte[] project;

  DynamoDbKeys(String project) {
    this.project = project.getBytes(StandardCharsets.UTF_8);
  }

  /** The partition that holds the heads of all views. */
  SdkBytes heads() {
    return SdkBytes.fromByteBuffer(start(HEAD, 0).flip());
  }

  ItemKey head(ViewId view) {
    byte[] name = view.name().getBytes(StandardCharsets.UTF_8);
    ByteBuffer key = ByteBuffer.allocate(2 + name.length + 4);
    key.putShort((short) name.length).put(name).putInt(view.version());
    return new ItemKey(heads(), SdkBytes.fromByteArray(key.array()));
  }

  /** The view of a head. */
  static ViewId view(ItemKey head) {
    try {
      ByteBuffer key = head.sort().asByteBuffer();
      byte[] name = new byte[key.getShort()];
      key.get(name);
      return new ViewId(new String(name, StandardCharsets.UTF_8), key.getInt());
    } catch (BufferUnderflowException | NegativeArraySizeException | IllegalArgumentException e) {
      throw OnlineErrors.damagedEntry("the name of a view");
    }
  }

  /** The partitions of rows. */
  RowPartitions rows(ViewId view, RowSpace space) {
    byte[] name = view.name().getBytes(StandardCharsets.UTF_8);
    ByteBuffer key = start(ROW, 2 + name.length + 12);
    key.putShort((short) name.length).put(name).putInt(view.version());
    key.putInt(space.generation()).putInt(space.copy()).flip();
    return new RowPartitions(SdkBytes.fromByteBuffer(key));
  }

  private ByteBuffer start(byte kind, int more) {
    ByteBuffer key = ByteBuffer.allocate(1 + 2 + project.length + more);
    return key.put(kind).putShort((short) project.length).put(project);
  }
}
