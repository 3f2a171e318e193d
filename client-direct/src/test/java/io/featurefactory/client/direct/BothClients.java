package io.featurefactory.client.direct;

import io.featurefactory.client.AllTypes;
import io.featurefactory.client.FeatureClient;
import io.featurefactory.client.RemoteClient;
import io.featurefactory.model.DataType;
import io.featurefactory.model.OnlineStore;
import io.featurefactory.model.RowChange;
import io.featurefactory.online.RowValues;
import io.featurefactory.online.RowWriter;
import io.featurefactory.online.redis.RedisOnlineStore;
import io.featurefactory.online.redis.RedisSettings;
import io.featurefactory.server.LookupServer;
import io.featurefactory.server.ServerSettings;
import io.featurefactory.serving.PlansCatalog;
import io.featurefactory.serving.ServedMarket;
import io.featurefactory.serving.ServiceLookup;
import io.featurefactory.serving.message.ServicePlanFile;
import io.featurefactory.testkit.servers.RedisServer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;

/**
 * A market, of which a run is being published, and a service of all types in a Redis; a server over
 * it with a client, and a client that reads the same Redis itself, each by a connection of its own.
 */
final class BothClients implements AutoCloseable {
  /** That of both fixtures. */
  static final Clock CLOCK = Clock.fixed(ServedMarket.NOW, ZoneOffset.UTC);

  private final RedisServer redis;
  private final OnlineStore ofServer;
  private final OnlineStore ofClient;
  private final ServiceLookup lookup;
  private final LookupServer server;
  private final FeatureClient remote;
  private final FeatureClient direct;
  private volatile Instant now = ServedMarket.NOW;

  /**
   * Both.
   *
   * @param input the type of the input of {@link AllTypes}
   */
  BothClients(Path folder, DataType input) {
    Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
    this.redis = RedisServer.start(folder);
    this.ofServer = open(redis);
    this.ofClient = open(redis);
    ServedMarket.publishAll(ofServer);
    ServedMarket.begin(ofServer, ServedMarket.ADS, 9, ofRun9());
    AllTypes.publish(ofServer, new Random(3));
    this.lookup = new ServiceLookup(name -> ofServer, clock);
    this.server =
        LookupServer.start(
            ServerSettings.at("127.0.0.1", 0),
            PlansCatalog.of(ServedMarket.plan(), AllTypes.plan(input)),
            lookup,
            clock,
            List.of());
    this.remote = RemoteClient.connect("127.0.0.1:" + server.port());
    this.direct =
        DirectClient.builder()
            .plan("ranking.plan", ServicePlanFile.bytes(ServedMarket.plan()))
            .plan("all.plan", ServicePlanFile.bytes(AllTypes.plan(input)))
            .store(ofClient)
            .clock(clock)
            .build();
  }

  /** A row of the run that is not finished. */
  private static RowChange ofRun9() {
    RowValues row = new RowValues(ServedMarket.ADS.rows());
    row.set(0, 30L);
    byte[] packed = new RowWriter(ServedMarket.ADS.rows()).write(ServedMarket.NOW, row);
    return RowChange.put(ServedMarket.key("A3"), 9, packed);
  }

  static OnlineStore open(RedisServer redis) {
    return RedisOnlineStore.open("default", "market", RedisSettings.server(redis.uri()));
  }

  /** What both take for the time. */
  void at(Instant time) {
    now = time;
  }

  FeatureClient remote() {
    return remote;
  }

  FeatureClient direct() {
    return direct;
  }

  @Override
  public void close() {
    direct.close();
    remote.close();
    server.close();
    lookup.close();
    ofClient.close();
    ofServer.close();
    redis.close();
  }
}
