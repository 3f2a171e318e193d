package io.featurefactory.online.redis;

import io.featurefactory.testkit.servers.RedisServer;
import io.featurefactory.testkit.servers.TcpProxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Something that goes wrong.
 *
 * @param happening it happens, and is over when the call returns
 */
record Fault(String name, Happening happening) {

  /** Lasts as long as it is told to, if it lasts at all. */
  interface Happening {
    void happen(long millis) throws InterruptedException;
  }

  @Override
  public String toString() {
    return name;
  }

  /**
   * Those of servers.
   *
   * @param any the server that the next one happens to
   * @param restart of a server that was killed
   */
  static List<Fault> ofServers(Supplier<RedisServer> any, Consumer<RedisServer> restart) {
    return List.of(
        new Fault(
            "killed",
            millis -> {
              RedisServer server = any.get();
              server.kill();
              TimeUnit.MILLISECONDS.sleep(millis);
              restart.accept(server);
            }),
        new Fault("emptied", millis -> any.get().ask("FLUSHALL")),
        new Fault(
            "frozen",
            millis -> {
              RedisServer server = any.get();
              server.freeze();
              TimeUnit.MILLISECONDS.sleep(millis);
              server.thaw();
            }),
        new Fault("connections killed", millis -> any.get().ask("CLIENT KILL TYPE normal")),
        new Fault(
            "full",
            millis -> {
              RedisServer server = any.get();
              server.ask("CONFIG SET maxmemory 1mb");
              TimeUnit.MILLISECONDS.sleep(millis);
              server.ask("CONFIG SET maxmemory 0");
            }),
        new Fault("scripts forgotten", millis -> any.get().ask("SCRIPT FLUSH")));
  }

  /** Those of the network before the server that the next one happens to. */
  static List<Fault> ofNetworks(Supplier<TcpProxy> any) {
    return List.of(
        new Fault(
            "network cut",
            millis -> {
              TcpProxy network = any.get();
              network.cut();
              TimeUnit.MILLISECONDS.sleep(millis);
              network.heal();
            }),
        new Fault(
            "network slow",
            millis -> {
              TcpProxy network = any.get();
              network.delay(Duration.ofMillis(millis / 2));
              TimeUnit.MILLISECONDS.sleep(millis * 2);
              network.heal();
            }),
        new Fault("connections forgotten", millis -> any.get().forget()));
  }

  /** Several lists as one. */
  @SafeVarargs
  static List<Fault> all(List<Fault>... lists) {
    List<Fault> all = new ArrayList<>();
    for (List<Fault> list : lists) {
      all.addAll(list);
    }
    return all;
  }
}
