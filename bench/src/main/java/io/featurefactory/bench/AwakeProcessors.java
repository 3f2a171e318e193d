package io.featurefactory.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Keeps idle processors from sleeping, as Linux does while {@code /dev/cpu_dma_latency} is held
 * open with a 0 in it.In a virtual machine an idle processor goes back to its host.
 */
final class AwakeProcessors implements AutoCloseable {
  private static final Path LATENCY = Path.of("/dev/cpu_dma_latency");

  private final FileChannel held;

  private AwakeProcessors(FileChannel held) {
    this.held = held;
  }

  /** Null if this process may not, or the system cannot. */
  static @Nullable AwakeProcessors tryKeep() {
    try {
      FileChannel file = FileChannel.open(LATENCY, StandardOpenOption.WRITE);
      try {
        file.write(ByteBuffer.allocate(Integer.BYTES));
        return new AwakeProcessors(file);
      } catch (IOException e) {
        file.close();
        return null;
      }
    } catch (IOException e) {
      return null;
    }
  }

  @Override
  public void close() {
    try {
      held.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
