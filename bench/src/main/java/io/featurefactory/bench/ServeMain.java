package io.featurefactory.bench;

import io.featurefactory.model.FactoryException;
import io.featurefactory.model.KeyEncoding;
import io.featurefactory.model.OnlineStore;
import io.featurefactory.model.OnlineWriter;
import io.featurefactory.model.Published;
import io.featurefactory.model.RowChange;
import io.featurefactory.online.NetworkLoops;
import io.featurefactory.online.PublishSettings;
import io.featurefactory.online.RowValues;
import io.featurefactory.online.RowWriter;
import io.featurefactory.online.ViewPublishing;
import io.featurefactory.online.redis.RedisOnlineStore;
import io.featurefactory.online.redis.RedisSettings;
import io.featurefactory.server.LookupServer;
import io.featurefactory.server.ServerSettings;
import io.featurefactory.serving.ServedView;
import io.featurefactory.serving.ServiceCatalog;
import io.featurefactory.serving.ServiceLookup;
import io.featurefactory.serving.ServicePlan;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;

/**
 * A server of the {@link Shape}s, in a process of its own, on a Redis that it fills with random
 * values first: {@code [cluster:]REDIS_URI SHAPE[,SHAPE]}. Prints the port at which it listens.
 */
public final class ServeMain {
  private static final String CLUSTER = "cluster:";
  private static final Instant WATERMARK = Instant.parse("2026-03-01T00:00:00Z");

  private ServeMain() {}

  public static void main(String[] arguments) throws InterruptedException {
    List<Shape> shapes = List.of(arguments[1].split(",")).stream().map(Shape::of).toList();
    try (NetworkLoops loops = NetworkLoops.start();
        RedisOnlineStore store = open(arguments[0]);
        ServiceLookup lookup = new ServiceLookup(name -> store, Clock.systemUTC())) {
      for (Shape shape : shapes) {
        shape.plan().views().forEach(view -> publish(store, view));
      }
      store.connect(loops);
      try (LookupServer server =
          LookupServer.start(
              ServerSettings.at("127.0.0.1", 0).withLoops(loops),
              new Shapes(shapes),
              lookup,
              Clock.systemUTC(),
              List.of())) {
        System.out.println("listens at " + server.port());
        new CountDownLatch(1).await();
      }
    }
  }

  private static RedisOnlineStore open(String uri) {
    RedisSettings settings =
        uri.startsWith(CLUSTER)
            ? RedisSettings.cluster(uri.substring(CLUSTER.length()))
            : RedisSettings.server(uri);
    return RedisOnlineStore.open("cache", "bench", settings);
  }

  private static void publish(OnlineStore store, ServedView view) {
    if (store.findProgress(view.view()) != null) {
      return;
    }
    RowWriter packer = new RowWriter(view.rows());
    try (OnlineWriter writer = store.openWriter()) {
      ViewPublishing publishing =
          new ViewPublishing(
              writer, view.view(), PublishSettings.defaults(), Clock.systemUTC(), () -> {});
      publishing.replace(
          "log",
          1,
          now -> new Published(1, WATERMARK, now, now),
          publishing.here(
              batches -> {
                for (int number = 0; number < Shape.ENTITIES; number++) {
                  batches.add(row(view, number, packer));
                }
              }));
    }
  }

  private static RowChange row(ServedView view, int number, RowWriter packer) {
    SplittableRandom random = new SplittableRandom(number);
    RowValues values = new RowValues(view.rows());
    for (int i = 0; i < values.size(); i++) {
      boolean seller = view.rows().columns().get(i).name().equals("seller_id");
      if (seller) {
        values.set(i, Shape.seller(number));
      } else {
        values.setDouble(i, random.nextGaussian());
      }
    }
    List<Object> key = new ArrayList<>(List.of(Shape.id(number)));
    if (view.keys().size() > 1) {
      key.add("phones");
    }
    return RowChange.put(KeyEncoding.bytes(key), 1, packer.write(WATERMARK, values));
  }

  /** The services of shapes. */
  private record Shapes(List<ServicePlan> services) implements ServiceCatalog {
    Shapes(Iterable<Shape> shapes) {
      this(plans(shapes));
    }

    private static List<ServicePlan> plans(Iterable<Shape> shapes) {
      List<ServicePlan> plans = new ArrayList<>();
      shapes.forEach(shape -> plans.add(shape.plan()));
      return plans;
    }

    @Override
    public ServicePlan service(String name) {
      for (ServicePlan plan : services) {
        if (plan.service().name().equals(name)) {
          return plan;
        }
      }
      throw new FactoryException(FactoryException.Kind.USER, "no such service: " + name);
    }

    @Override
    public ServicePlan view(String name) {
      return service(name);
    }
  }
}
