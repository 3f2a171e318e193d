package io.featurefactory.client.direct;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class InTurnTest {
  @Test
  void execute_fromManyThreads_runsOneAtATimeAndAll() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    InTurn turn = new InTurn(threads);
    List<Integer> done = new ArrayList<>(); // not safe for several threads, on purpose
    CountDownLatch all = new CountDownLatch(4_000);
    ExecutorService callers = Executors.newFixedThreadPool(4);
    for (int caller = 0; caller < 4; caller++) {
      callers.execute(
          () -> {
            for (int i = 0; i < 1_000; i++) {
              int number = i;
              turn.execute(
                  () -> {
                    done.add(number);
                    all.countDown();
                  });
            }
          });
    }

    assertThat(all.await(1, TimeUnit.MINUTES)).isTrue();
    assertThat(done).hasSize(4_000);
    callers.shutdown();
    threads.shutdown();
  }

  @Test
  void execute_whileATaskRuns_isRunAfterIt() {
    List<String> done = new ArrayList<>();
    InTurn turn = new InTurn(Runnable::run);

    turn.execute(
        () -> {
          turn.execute(() -> done.add("second"));
          done.add("first");
        });

    assertThat(done).containsExactly("first", "second");
  }
}
