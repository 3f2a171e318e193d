package io.featurefactory.cli;

import io.featurefactory.cli.output.Answer;
import io.featurefactory.cli.output.Fields;
import io.featurefactory.cli.output.Format;
import io.featurefactory.cli.output.Texts;
import io.featurefactory.cli.project.Project;
import io.featurefactory.cli.project.ProjectSettings;
import io.featurefactory.cli.served.ServedLog;
import io.featurefactory.definitions.FactorySettings.RowCacheSettings;
import io.featurefactory.model.FactoryException;
import io.featurefactory.model.OnlineStore;
import io.featurefactory.online.NetworkLoops;
import io.featurefactory.online.redis.RedisOnlineStore;
import io.featurefactory.server.LookupServer;
import io.featurefactory.server.ServerSettings;
import io.featurefactory.serving.AnswerListener;
import io.featurefactory.serving.AnswerLog;
import io.featurefactory.serving.AnswerLogSettings;
import io.featurefactory.serving.AnswerSample;
import io.featurefactory.serving.CacheSettings;
import io.featurefactory.serving.ServiceLookup;
import io.featurefactory.serving.ServicePlan;
import io.featurefactory.serving.SlowLookups;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ff serve}: lookups over gRPC and HTTP, until it is stopped. */
@Command(
    name = "serve",
    description = "Answer lookups over gRPC and HTTP, until Ctrl-C.",
    footer = {"", "Example:", "  ff serve --port 8080 --within 20 --log-share 1%%"})
final class ServeCommand extends ProjectCommand {
  private static final Duration REFRESH = Duration.ofSeconds(2);
  private static final Duration PREPARATION = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofMillis(500);
  private static final int LONGEST_GOODBYE_SECONDS = 20;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description = "Listen at this address; 0.0.0.0 for all (default: this machine only)")
  private String host = "127.0.0.1";

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Listen at this port; 0 for any that is free (default: 6566)")
  private int port = 6566;

  @Option(
      names = "--within",
      paramLabel = "MILLISECONDS",
      description = "What no store has said by then has the status ERROR (default: 1000)")
  private int within = 1_000;

  @Option(
      names = "--slow",
      paramLabel = "MILLISECONDS",
      description = "Tell of lookups that take as long, and where their time went (default: 200)")
  private int slowMillis = 200;

  @Option(
      names = "--log-share",
      paramLabel = "SHARE",
      converter = ShareArgument.class,
      description =
          "Keep a share of the answers in tables, such as 1%%, for ff verify --served and for"
              + " training (default: serving: {log: {share: 1%%}} in factory.yaml, else none)")
  private @Nullable Double logShare;

  ServeCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Answer answer(Project project) {
    if (port < 0 || port > 65_535) {
      throw wrongUsage("--port: %d (expected: 0 to 65535)".formatted(port));
    }
    if (within < 1) {
      throw wrongUsage("--within: %d (expected: at least 1)".formatted(within));
    }
    if (slowMillis < 1) {
      throw wrongUsage("--slow: %d (expected: at least 1)".formatted(slowMillis));
    }
    CountDownLatch stopping = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(stopping, stopped), "goodbye"));
    ServedPlans plans = new ServedPlans(files(), "");
    String uri = "";
    try (NetworkLoops loops = NetworkLoops.start();
        project;
        AppliedCatalog catalog = new AppliedCatalog(project.control().registry(), plans, REFRESH);
        ServiceLookup lookup = prepared(project, catalog, loops);
        AnswerLog log = log(project);
        LookupServer server =
            LookupServer.start(settings(loops), catalog, lookup, project.clock(), listeners(log))) {
      uri = server.uri();
      greet(uri, project.settings().project(), catalog.services());
      if (log != null) {
        greetLog(project.settings().serving().log().services().keySet(), catalog.services());
      }
      stopping.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      stopped.countDown();
    }
    return Answer.done(Fields.of("uri", uri));
  }

  private ServerSettings settings(NetworkLoops loops) {
    return ServerSettings.at(host, port)
        .withWithin(Duration.ofMillis(within))
        .withEnvironment(surroundings().environment())
        .withLoops(loops);
  }

  private List<AnswerListener> listeners(@Nullable AnswerLog log) {
    AnswerListener slow = new SlowLookups(Duration.ofMillis(slowMillis));
    return log == null ? List.of(slow) : List.of(slow, log);
  }

  /** Ends after the server, when all answers are known; null if none are kept. */
  private @Nullable AnswerLog log(Project project) {
    ProjectSettings settings = project.settings();
    AnswerSample sample =
        logShare == null
            ? new AnswerSample(
                settings.serving().log().share(), settings.serving().log().services())
            : new AnswerSample(logShare, Map.of());
    return sample.isEmpty()
        ? null
        : AnswerLog.start(
            sample,
            AnswerLogSettings.DEFAULT,
            project.clock(),
            () -> ServedLog.open(settings, project.clock()));
  }

  private static @Nullable CacheSettings cache(@Nullable RowCacheSettings settings) {
    return settings == null ? null : new CacheSettings(settings.bytes(), settings.keep());
  }

  /** A lookup whose stores are open; what they cannot answer now they may later. */
  private ServiceLookup prepared(Project project, AppliedCatalog catalog, NetworkLoops loops) {
    ServiceLookup lookup =
        new ServiceLookup(
            name -> connected(project.store(name), loops),
            project.clock(),
            cache(project.settings().serving().cache()));
    PrintWriter err = surroundings().err();
    lookup
        .openStores(catalog.services(), PREPARATION)
        .forEach((store, why) -> err.println("warning: " + why.getMessage()));
    for (ServicePlan plan : catalog.services()) {
      FactoryException failure = lookup.prepare(plan, PATIENCE);
      if (failure != null) {
        err.println("warning: " + plan + ": " + failure.getMessage());
      }
    }
    return lookup;
  }

  /** A store that can work in the threads of the server does. */
  private static OnlineStore connected(OnlineStore store, NetworkLoops loops) {
    if (store instanceof RedisOnlineStore redis) {
      redis.connect(loops);
    }
    return store;
  }

  /** Ctrl-C and SIGTERM: the process ends when all that was asked is answered. */
  private static void stop(CountDownLatch stopping, CountDownLatch stopped) {
    stopping.countDown();
    try {
      boolean inTime = stopped.await(LONGEST_GOODBYE_SECONDS, TimeUnit.SECONDS);
      if (!inTime) {
        return; // the process ends all the same
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void greet(String uri, String project, List<ServicePlan> services) {
    boolean json = common().output() == Format.JSON;
    PrintWriter out = json ? surroundings().err() : surroundings().out();
    out.printf(
        "Serving %s of %s at %s; Ctrl-C stops.%n%n",
        Texts.count(services.size(), "service"), project, uri);
    out.println("  POST /v1/lookup            features of a service or a view");
    out.println("  POST /get-online-features  the same, in the JSON of Feast");
    out.println("  gRPC featurefactory.v1     the same, typed; with reflection and health");
    out.println("  GET  /v1/services          what there is to ask");
    out.println("  GET  /docs                 try it in a browser");
    out.println("  GET  /health, /metrics     for machines");
    out.flush();
  }

  private void greetLog(Set<String> named, List<ServicePlan> services) {
    PrintWriter out =
        common().output() == Format.JSON ? surroundings().err() : surroundings().out();
    out.println();
    out.println("Answers are kept in tables served.SERVICE_vN; ff verify --served proves them.");
    out.flush();
    List<String> known = services.stream().map(plan -> plan.service().name()).toList();
    for (String name : named) {
      if (logShare == null && !known.contains(name)) {
        surroundings().err().println("warning: " + CliErrors.unknownLoggedService(name, known));
        surroundings().err().flush();
      }
    }
  }
}
