package io.featurefactory.online;

import io.featurefactory.model.FactoryException;
import io.featurefactory.model.OnlineStore;
import io.featurefactory.model.OnlineWriter;
import io.featurefactory.model.Published;
import io.featurefactory.model.RowBatch;
import io.featurefactory.model.ViewId;
import io.featurefactory.testkit.online.ForwardingStore;
import java.time.Instant;
import java.util.function.Supplier;

/**
 * A store whose process dies at the n-th writing call: before it took effect, or after it did and
 * before the caller heard of it.
 */
final class StoppingStore extends ForwardingStore {
  private final int stopAt;
  private final boolean afterEffect;
  private int calls;

  StoppingStore(OnlineStore store, int stopAt, boolean afterEffect) {
    super(store);
    this.stopAt = stopAt;
    this.afterEffect = afterEffect;
  }

  int calls() {
    return calls;
  }

  private <T> T call(Supplier<T> effect) {
    calls++;
    if (calls == stopAt && !afterEffect) {
      throw new FactoryException(FactoryException.Kind.EXTERNAL, "stopped before");
    }
    T result = effect.get();
    if (calls == stopAt) {
      throw new FactoryException(FactoryException.Kind.EXTERNAL, "stopped after");
    }
    return result;
  }

  @Override
  public OnlineWriter openWriter() {
    return new StoppingWriter(super.openWriter());
  }

  private final class StoppingWriter implements OnlineWriter {
    private final OnlineWriter writer;

    StoppingWriter(OnlineWriter writer) {
      this.writer = writer;
    }

    private void run(Runnable effect) {
      call(
          () -> {
            effect.run();
            return true;
          });
    }

    @Override
    public Instant beginRun(ViewId view, int generation, long after, long run, Instant now) {
      return call(() -> writer.beginRun(view, generation, after, run, now));
    }

    @Override
    public void write(RowBatch batch) {
      run(() -> writer.write(batch));
    }

    @Override
    public Published finishRun(ViewId view, int generation, Published published) {
      return call(() -> writer.finishRun(view, generation, published));
    }

    @Override
    public int beginGeneration(ViewId view, String origin) {
      return call(() -> writer.beginGeneration(view, origin));
    }

    @Override
    public void switchGeneration(ViewId view, int generation, Published published) {
      run(() -> writer.switchGeneration(view, generation, published));
    }

    @Override
    public void dropGeneration(ViewId view, int generation) {
      run(() -> writer.dropGeneration(view, generation));
    }

    @Override
    public void drop(ViewId view) {
      run(() -> writer.drop(view));
    }

    @Override
    public void close() {
      writer.close();
    }
  }
}
