package io.featurefactory.bench;

import io.featurefactory.testkit.servers.RedisCluster;
import io.featurefactory.testkit.servers.RedisServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** How fast the server answers over gRPC: server, Redis and who asks on one machine. */
final class ServeCase {
  private static final Limit OF_MGET = Limit.atLeast(0.12);

  private static final int REQUESTS = 200_000;
  private static final int AT_ONCE = 32;
  private static final int SECONDS = 20;

  private final Bench bench;
  private final long size;
  private final List<Figure> figures = new ArrayList<>();
  private final List<Verdict> verdicts = new ArrayList<>();
  private boolean awake;

  ServeCase(Bench bench, long size) {
    this.bench = bench;
    this.size = size;
  }

  Section measure() {
    Path folder = bench.options().work().resolve("redis");
    Folders.renew(folder);
    try (RedisServer redis = RedisServer.start(folder);
        ServerProcess server = ServerProcess.start(redis.uri(), Shape.values())) {
      throughput(redis, server);
      latency("idle processors asleep, ", server, Shape.PAGE, 200, Limit.NONE, Limit.NONE);
      awake(() -> latencies(server));
    }
    Path nodes = bench.options().work().resolve("redis-cluster");
    Folders.renew(nodes);
    try (RedisCluster cluster = RedisCluster.start(nodes, 3);
        ServerProcess server =
            ServerProcess.start("cluster:" + cluster.uri(), Shape.PAGE, Shape.CANDIDATES)) {
      awake(() -> latenciesOfCluster(server));
    }
    return new Section(
        BenchCase.SERVE.word(),
        size,
        "lookups over gRPC",
        figures,
        verdicts,
        List.of(
            "Throughput: whole processes, with the start of a JVM; %s requests of %d keys and 25 DOUBLE features, %d at once, beside MGET of the same keys from 50 connections."
                .formatted(Numbers.count(REQUESTS), Shape.NARROW.rows(), AT_ONCE),
            "Latency: an open loop of %d seconds, after 20 in which 4 at once go as fast as they can, until both virtual machines are warm; requests are due at random times (Poisson) and counted from then. %s rows of random values in each view; keys at random, 5 %% of them are not there; every value is touched."
                .formatted(SECONDS, Numbers.count(Shape.ENTITIES)),
            awake
                ? "Idle processors are kept awake (/dev/cpu_dma_latency), but for the latency that says otherwise."
                : "Idle processors could not be kept awake: that takes root and a Linux with /dev/cpu_dma_latency."));
  }

  private void awake(Runnable measurements) {
    try (AwakeProcessors kept = AwakeProcessors.tryKeep()) {
      awake = kept != null;
      measurements.run();
    }
  }

  private void latencies(ServerProcess server) {
    latency("", server, Shape.ONE, 1_000, Limit.NONE, Limit.NONE);
    latency("", server, Shape.PAGE, 200, Limit.atMost(1), Limit.atMost(4));
    latency("", server, Shape.CANDIDATES, 50, Limit.NONE, Limit.atMost(15));
    latency("", server, Shape.RANKING, 50, Limit.NONE, Limit.NONE);
  }

  private void latenciesOfCluster(ServerProcess server) {
    latency("cluster of three, ", server, Shape.PAGE, 200, Limit.NONE, Limit.NONE);
    latency("cluster of three, ", server, Shape.CANDIDATES, 50, Limit.NONE, Limit.atMost(20));
  }

  private void throughput(RedisServer redis, ServerProcess server) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "redis-benchmark",
                "-p",
                Integer.toString(redis.port()),
                "-n",
                Integer.toString(REQUESTS),
                "-q",
                "-r",
                Integer.toString(Shape.ENTITIES),
                "MGET"));
    command.addAll(Collections.nCopies(Shape.NARROW.rows(), StoreCase.KEY));
    Launch theirs =
        new Launch("redis-benchmark, MGET", command, Path.of("").toAbsolutePath(), Map.of());
    Launch ours =
        load(
            "lookups over gRPC",
            server,
            "closed",
            Shape.NARROW,
            Integer.toString(REQUESTS),
            Integer.toString(AT_ONCE));
    bench.run(ours); // the server is warm from then on
    List<Figure> both =
        bench.alternate(List.of(new Entrant(ours, () -> {}), new Entrant(theirs, () -> {})));
    figures.addAll(both);
    verdicts.add(
        Verdict.ofRatio("requests per second, gRPC / MGET", both.get(1), both.get(0), OF_MGET));
  }

  private void latency(
      String where, ServerProcess server, Shape shape, int rate, Limit ofMedian, Limit of99) {
    String name = "%s%s at %d/s".formatted(where, shape.words(), rate);
    Launch launch =
        load(name, server, "open", shape, Integer.toString(rate), Integer.toString(SECONDS));
    List<Latencies> runs = new ArrayList<>();
    for (int run = 0; run < bench.options().runs(); run++) {
      runs.add(Latencies.read(log(launch)));
    }
    runs.forEach(latencies -> bench.say("    " + latencies));
    verdicts.add(
        new Verdict(name + ", p50", Latencies.spread(runs, Latencies::p50), "ms", ofMedian));
    verdicts.add(new Verdict(name + ", p99", Latencies.spread(runs, Latencies::p99), "ms", of99));
    verdicts.add(
        new Verdict(name + ", p99.9", Latencies.spread(runs, Latencies::p999), "ms", Limit.NONE));
  }

  private Path log(Launch launch) {
    ProcessMeter.Ended ended = bench.attempt(launch);
    if (ended.exit() != 0) {
      throw BenchErrors.processFailed(launch, ended.exit(), ended.log(), List.of());
    }
    return ended.log();
  }

  private static Launch load(
      String name, ServerProcess server, String kind, Shape shape, String... numbers) {
    List<String> arguments =
        new ArrayList<>(List.of(kind, "127.0.0.1:" + server.port(), shape.name()));
    arguments.addAll(List.of(numbers));
    return Programs.java(name, LookupLoad.class, arguments);
  }
}
