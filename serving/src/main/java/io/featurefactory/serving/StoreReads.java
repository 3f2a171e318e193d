package io.featurefactory.serving;

import io.featurefactory.model.FactoryException;
import io.featurefactory.model.OnlineProgress;
import io.featurefactory.model.OnlineStore;
import io.featurefactory.model.Published;
import io.featurefactory.model.RowAnswer;
import io.featurefactory.model.RowRequest;
import io.featurefactory.online.RowReader;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads views from their stores, one call for each store, all at once, until a deadline. What a
 * store does not have, or does not say in half of the time, the next one of the view is asked for;
 * a store that fails again and again is passed by views that have another.
 */
final class StoreReads implements AutoCloseable {
  private final Function<String, OnlineStore> stores;
  private final Clock clock;
  private final Map<String, StoreAccess> accesses = new ConcurrentHashMap<>();
  private final Map<String, Published> newestRuns = new ConcurrentHashMap<>();
  private final @Nullable RowCache cache;

  StoreReads(Function<String, OnlineStore> stores, Clock clock, @Nullable RowCache cache) {
    this.stores = stores;
    this.clock = clock;
    this.cache = cache;
  }

  /**
   * Reads keys of views.
   *
   * @param end by {@link System#nanoTime}
   * @param executor what goes on when a store has answered; runs one task at a time
   * @param calls is told of each call of a store, by the executor
   * @return one answer for each, in the same order; completed by the executor
   */
  CompletableFuture<List<ViewRows>> read(
      List<ViewKeys> views, long end, Executor executor, Consumer<StoreRead> calls) {
    Reading reading = new Reading(views, end, executor, calls);
    reading.start(reading.views);
    return reading.result;
  }

  /**
   * Opens the stores of views, all at once.
   *
   * @return why one could not be opened, by store
   */
  Map<String, FactoryException> open(List<ServedView> views, Duration within) {
    long started = System.nanoTime();
    long until = started + within.toNanos();
    Map<String, CompletableFuture<?>> opening = new TreeMap<>();
    for (ServedView view : views) {
      List<RowRequest> nothing = List.of(new RowRequest(view.view(), List.of()));
      for (String store : view.stores()) {
        opening.computeIfAbsent(
            store,
            name ->
                access(name)
                    .read(nothing, until)
                    .copy()
                    .orTimeout(within.toNanos(), TimeUnit.NANOSECONDS));
      }
    }
    Map<String, FactoryException> failures = new TreeMap<>();
    opening.forEach(
        (store, opened) -> {
          try {
            Object ignored = opened.join();
          } catch (CompletionException e) {
            failures.put(store, told(store, e, started));
          }
        });
    return failures;
  }

  private StoreAccess access(String store) {
    return accesses.computeIfAbsent(store, name -> new StoreAccess(name, stores));
  }

  /**
   * What is asked at once.
   *
   * @param last true if the views have no store after it, and wait for this one to the end
   */
  private record Asked(String store, boolean last) {}

  /** A call of a store that goes on. */
  private record Call(String store, List<RowRequest> requests, long started) {
    StoreRead ended(@Nullable FactoryException failure) {
      return new StoreRead(
          store,
          requests.stream().map(RowRequest::view).toList(),
          requests.stream().mapToInt(request -> request.keys().size()).sum(),
          started,
          Duration.ofNanos(System.nanoTime() - started),
          failure);
    }
  }

  /** What is read for one lookup. What a store says may come while others are still asked. */
  private final class Reading {
    private final List<Wanted> views;
    private final long end;
    private final Executor executor;
    private final Consumer<StoreRead> calls;
    private final CompletableFuture<List<ViewRows>> result = new CompletableFuture<>();
    private int pending;

    Reading(List<ViewKeys> views, long end, Executor executor, Consumer<StoreRead> calls) {
      this.views = views.stream().map(Wanted::new).toList();
      this.views.forEach(Wanted::lookIntoCache);
      this.end = end;
      this.executor = executor;
      this.calls = calls;
    }

    /** Asks for the views that have no answer and a store that is worth asking. */
    synchronized void start(List<Wanted> wanted) {
      Map<Asked, List<Wanted>> groups = new LinkedHashMap<>();
      for (Wanted view : wanted) {
        if (view.isOpen()) {
          view.passBroken(System.nanoTime());
          groups.computeIfAbsent(view.asked(), asked -> new ArrayList<>()).add(view);
        }
      }
      pending += groups.size();
      groups.forEach(this::ask);
      if (pending == 0) {
        result.complete(views.stream().map(Wanted::answer).toList());
      }
    }

    /** Until half of the time is over, if there is another store to ask. */
    private void ask(Asked asked, List<Wanted> wanted) {
      long started = System.nanoTime();
      long until = asked.last() ? end : started + (end - started) / 2;
      List<RowRequest> requests = new ArrayList<>(wanted.size());
      for (Wanted view : wanted) {
        view.newest = newestRuns.get(view.runKey());
        requests.add(new RowRequest(view.keys.view().view(), view.open()));
      }
      CompletableFuture<List<RowAnswer>> read = access(asked.store()).read(requests, until);
      CompletableFuture<?> ignored =
          TimeLimit.limit(read.copy(), until - started, executor) // ends the copy, not the read
              .whenCompleteAsync(
                  (answers, failure) ->
                      settle(new Call(asked.store(), requests, started), wanted, answers, failure),
                  executor);
    }

    private synchronized void settle(
        Call call,
        List<Wanted> wanted,
        @Nullable List<RowAnswer> answers,
        @Nullable Throwable failure) {
      try {
        FactoryException why = answers == null ? told(call.store(), failure, call.started()) : null;
        calls.accept(call.ended(why));
        if (answers != null) {
          for (int i = 0; i < wanted.size(); i++) {
            wanted.get(i).take(call.store(), answers.get(i));
          }
        } else if (why != null) {
          wanted.forEach(view -> view.fail(why));
        }
        pending--;
        start(wanted);
      } catch (RuntimeException e) {
        result.completeExceptionally(e);
      }
    }
  }

  private static FactoryException told(String store, @Nullable Throwable failure, long started) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof FactoryException known
        ? known
        : ServingErrors.late(store, Duration.ofNanos(System.nanoTime() - started));
  }

  /** A view that is wanted, and how far that has come. */
  private final class Wanted {
    private final ViewKeys keys;
    private int attempt;
    private @Nullable Published newest;
    private @Nullable ViewRows answer;
    private @Nullable PartialAnswer partial;

    /** Could not be completed; it is all there is if what is asked for instead does not come. */
    private @Nullable PartialAnswer setAside;

    private @Nullable FactoryException failure;

    Wanted(ViewKeys keys) {
      this.keys = keys;
    }

    /** What is found there is completed by the stores, if it has to be. */
    void lookIntoCache() {
      if (cache != null) {
        Published before = newestRuns.get(runKey());
        long run = before == null ? 0 : before.run();
        partial = cache.find(runKey(), first(), keys.keys(), run);
        if (partial != null && partial.isWhole()) {
          answer = answer(partial);
        }
      }
    }

    /** The store whose rows are kept in memory: another one has others after a rollback. */
    String first() {
      return keys.view().stores().get(0);
    }

    String runKey() {
      return keys.view().runKey();
    }

    Asked asked() {
      return new Asked(store(), isLast());
    }

    String store() {
      return keys.view().stores().get(attempt);
    }

    /** Goes past stores that fail all the time, as long as there is another. */
    void passBroken(long now) {
      while (!isLast() && !access(store()).allows(now)) {
        attempt++;
      }
    }

    boolean isLast() {
      return attempt + 1 >= keys.view().stores().size();
    }

    boolean isOpen() {
      return answer == null && attempt < keys.view().stores().size();
    }

    /** The keys that are to be asked for. */
    List<byte[]> open() {
      return partial == null ? keys.keys() : partial.open(keys.keys());
    }

    void take(String store, RowAnswer rows) {
      OnlineProgress progress = rows.progress();
      if (progress == null) {
        attempt++;
        return;
      }
      if (!progress.current().origin().startsWith(keys.view().origin())) {
        fail(ServingErrors.otherDefinition(keys.view().view(), store));
        return;
      }
      Published published = progress.current().published();
      boolean behind = isBehind(published);
      if (cache != null && !behind && store.equals(first())) {
        cache.keep(runKey(), store, open(), rows);
      }
      newestRuns.merge(runKey(), published, (one, other) -> one.run() >= other.run() ? one : other);
      PartialAnswer known = partial;
      partial =
          known == null
              ? new PartialAnswer(store, rows, false, behind)
              : known.completedBy(new RowReader(keys.view().rows()), store, rows);
      if (partial == null) {
        setAside = known; // this store is asked again, for all keys
      } else if (partial.isWhole()) {
        answer = answer(partial);
      } else {
        attempt++;
      }
    }

    /** Of two runs that stores have with the same boundary the rows are the same. */
    private boolean isBehind(Published published) {
      return newest != null
          && published.run() < newest.run()
          && !published.watermark().equals(newest.watermark());
    }

    private ViewRows answer(PartialAnswer found) {
      return ViewRows.of(
          keys,
          found.store(),
          found.answer(),
          clock.instant(),
          found.behind(),
          found.isWhole() ? null : whyUnknown(found));
    }

    private FactoryException whyUnknown(PartialAnswer found) {
      if (failure != null) {
        return failure;
      }
      return found.remembered()
          ? ServingErrors.notServed(keys.view().view(), keys.view().stores())
          : ServingErrors.evicted(keys.view().view(), found.store(), found.answer().unknown());
    }

    void fail(FactoryException why) {
      failure = why;
      attempt++;
    }

    ViewRows answer() {
      if (answer != null) {
        return answer;
      }
      PartialAnswer known = partial == null ? setAside : partial;
      if (known != null) {
        return answer(known);
      }
      return ViewRows.failed(
          keys,
          failure == null
              ? ServingErrors.notServed(keys.view().view(), keys.view().stores())
              : failure);
    }
  }

  /** Does not wait for reads that go on; the stores are the caller's to close. */
  @Override
  public void close() {
    accesses.values().forEach(StoreAccess::close);
  }
}
