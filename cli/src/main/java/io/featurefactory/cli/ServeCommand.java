package io.featurefactory.cli;

import io.featurefactory.cli.output.Answer;
import io.featurefactory.cli.output.Fields;
import io.featurefactory.cli.output.Format;
import io.featurefactory.cli.output.Texts;
import io.featurefactory.cli.project.Project;
import io.featurefactory.model.FactoryException;
import io.featurefactory.serving.ServiceLookup;
import io.featurefactory.serving.ServicePlan;
import io.featurefactory.serving.http.LookupServer;
import io.featurefactory.serving.http.ServerSettings;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ff serve}: lookups over gRPC and HTTP, until it is stopped. */
@Command(
    name = "serve",
    description = "Answer lookups over gRPC and HTTP, until Ctrl-C.",
    footer = {"", "Example:", "  ff serve --port 8080 --within 20"})
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
    ServerSettings settings = ServerSettings.at(host, port).withWithin(Duration.ofMillis(within));
    CountDownLatch stopping = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(stopping, stopped), "goodbye"));
    ServedPlans plans = new ServedPlans(files(), "");
    String uri = "";
    try (project;
        AppliedCatalog catalog = new AppliedCatalog(project.control().registry(), plans, REFRESH);
        ServiceLookup lookup = prepared(project, catalog);
        LookupServer server =
            LookupServer.start(settings, catalog, lookup, project.clock(), List.of())) {
      uri = server.uri();
      greet(uri, project.settings().project(), catalog.services());
      stopping.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      stopped.countDown();
    }
    return Answer.done(Fields.of("uri", uri));
  }

  /** A lookup whose stores are open; what they cannot answer now they may later. */
  private ServiceLookup prepared(Project project, AppliedCatalog catalog) {
    ServiceLookup lookup = new ServiceLookup(project::store, project.clock());
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
}
