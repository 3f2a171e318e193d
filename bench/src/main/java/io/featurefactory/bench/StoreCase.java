package io.featurefactory.bench;

import io.featurefactory.testkit.servers.RedisServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the online store in Redis costs beside what Redis itself does. */
final class StoreCase {
  /** What a row has for its key in Redis, with digits that {@code redis-benchmark} makes. */
  static final String KEY = "ff{0}:bench:ads:1:1:12:__rand_int__,";

  private static final Limit OF_PUBLISH = Limit.atLeast(0.35);
  private static final Limit OF_LOOKUPS = Limit.atLeast(0.45);
  private static final Limit OF_BYTES = Limit.atMost(1.0 / 3);
  private static final Limit OF_MEMORY = Limit.atMost(1.2);

  private static final int ROWS = 1_000_000;
  private static final int MANY_ROWS = 10_000_000;
  private static final int FEATURES = 25;
  private static final int WIDE = 50;
  private static final int HASHES = 200_000;
  private static final int KEYS = 100;
  private static final int REQUESTS = 200_000;
  private static final int THREADS = 16;

  /** A row of so many DOUBLE values: header, schema, time, run. */
  private static final int ROW_BYTES = 7 * FEATURES + 9;

  private static final Pattern USED = Pattern.compile("(?m)^used_memory:([0-9]+)");

  private final Bench bench;
  private final long size;

  StoreCase(Bench bench, long size) {
    this.bench = bench;
    this.size = size;
  }

  Section measure() {
    List<Figure> figures = new ArrayList<>();
    List<Verdict> verdicts = new ArrayList<>();
    try (RedisServer redis = RedisServer.start(bench.options().work())) {
      publish(redis, figures, verdicts);
      lookUp(redis, figures, verdicts);
      bytes(redis, verdicts);
    }
    return new Section(
        BenchCase.STORE.word(),
        size,
        "the online store in Redis, rows of %d DOUBLE features".formatted(FEATURES),
        figures,
        verdicts,
        List.of(
            "Timed: whole processes, with the start of a JVM; %s rows are published. redis-benchmark"
                    .formatted(Numbers.count(MANY_ROWS))
                + " writes and reads values"
                + " of the same size under keys of the same length: SET of "
                + ROW_BYTES
                + " bytes, 50 in a pipeline; MGET of "
                + KEYS
                + " keys, from 50 connections. The client reads from "
                + THREADS
                + " threads, and touches every value."));
  }

  private void publish(RedisServer redis, List<Figure> figures, List<Verdict> verdicts) {
    Launch ours = load("publish", "publish", redis, MANY_ROWS, FEATURES);
    Launch theirs =
        benchmark(
            "redis-benchmark, SET",
            redis,
            MANY_ROWS,
            List.of(
                "-P", "50", "-r", Integer.toString(MANY_ROWS), "-d", Integer.toString(ROW_BYTES)),
            List.of("-t", "set"));
    List<Figure> both =
        bench.alternate(
            List.of(
                new Entrant(ours, () -> empty(redis)), new Entrant(theirs, () -> empty(redis))));
    figures.addAll(both);
    verdicts.add(
        Verdict.ofRatio("rows per second, publish / SET", both.get(1), both.get(0), OF_PUBLISH));
    empty(redis);
    Figure few =
        new Figure(
            "publish, %s rows".formatted(Numbers.count(ROWS)),
            List.of(bench.run(load("publish few", "publish", redis, ROWS, FEATURES))));
    figures.add(few);
    double ratio = (double) both.get(0).runs().get(0).peakBytes() / few.runs().get(0).peakBytes();
    verdicts.add(
        new Verdict(
            "peak memory, %s rows / %s".formatted(Numbers.count(MANY_ROWS), Numbers.count(ROWS)),
            new Spread(ratio, ratio, ratio),
            "",
            OF_MEMORY));
  }

  private void lookUp(RedisServer redis, List<Figure> figures, List<Verdict> verdicts) {
    empty(redis);
    bench.run(load("publish for lookups", "publish", redis, ROWS, FEATURES));
    Launch ours =
        load(
            "lookups",
            "read",
            redis,
            ROWS,
            FEATURES,
            Integer.toString(KEYS),
            Integer.toString(REQUESTS),
            Integer.toString(THREADS));
    List<String> mget = new ArrayList<>(List.of("MGET"));
    mget.addAll(Collections.nCopies(KEYS, KEY));
    Launch theirs =
        benchmark(
            "redis-benchmark, MGET", redis, REQUESTS, List.of("-r", Integer.toString(ROWS)), mget);
    List<Figure> both =
        bench.alternate(List.of(new Entrant(ours, () -> {}), new Entrant(theirs, () -> {})));
    figures.addAll(both);
    verdicts.add(
        Verdict.ofRatio(
            "requests per second, lookups / MGET", both.get(1), both.get(0), OF_LOOKUPS));
  }

  private void bytes(RedisServer redis, List<Verdict> verdicts) {
    empty(redis);
    long empty = usedBytes(redis);
    bench.run(load("publish, 50 features", "publish", redis, HASHES, WIDE));
    long packed = usedBytes(redis) - empty;
    empty(redis);
    bench.run(load("hashes, 50 features", "hash", redis, HASHES, WIDE));
    double ratio = (double) packed / (usedBytes(redis) - empty);
    verdicts.add(
        new Verdict(
            "bytes of 50 features, packed / hash of texts",
            new Spread(ratio, ratio, ratio),
            "",
            OF_BYTES));
  }

  private static void empty(RedisServer redis) {
    redis.ask("FLUSHALL");
  }

  /** The bytes that keys and values take, with what Redis needs for them. */
  private static long usedBytes(RedisServer redis) {
    Matcher used = USED.matcher(redis.ask("INFO memory"));
    if (!used.find()) {
      throw BenchErrors.cannot("ask Redis for its memory", new IOException("no used_memory"));
    }
    return Long.parseLong(used.group(1));
  }

  private Launch load(
      String name, String what, RedisServer redis, int rows, int features, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(what, redis.uri(), Integer.toString(rows), Integer.toString(features)));
    arguments.addAll(List.of(more));
    return Programs.java(name, StoreLoad.class, arguments);
  }

  private static Launch benchmark(
      String name, RedisServer redis, int requests, List<String> options, List<String> command) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "redis-benchmark",
                "-p",
                Integer.toString(redis.port()),
                "-n",
                Integer.toString(requests),
                "-q"));
    all.addAll(options);
    all.addAll(command);
    return new Launch(name, all, Path.of("").toAbsolutePath(), Map.of());
  }
}
