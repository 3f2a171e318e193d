package io.featurefactory.testkit.control;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.featurefactory.model.AppliedDefinition;
import io.featurefactory.model.AppliedDefinition.Status;
import io.featurefactory.model.Definition;
import io.featurefactory.model.DefinitionId;
import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FactoryException.Kind;
import io.featurefactory.model.Registry;
import io.featurefactory.model.Registry.Effect;
import io.featurefactory.model.Registry.Entry;
import io.featurefactory.model.Registry.Request;
import io.featurefactory.model.Registry.Snapshot;
import io.featurefactory.model.ViewId;
import io.featurefactory.model.ViewTables;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every implementation of {@link Registry} does. */
public abstract class RegistryContract {
  private static final ViewId TREND = new ViewId("ad_trend", 1);
  private static final ViewTables TABLES =
      new ViewTables("ad_trend_v1_tiles", "ad_trend_v1_log", "ad_trend_v1_state");
  private static final Definition SOURCE = Definitions.source("clicks", "s");
  private static final Definition VIEW = Definitions.view("ad_trend", 1, "a", "clicks");
  private static final Definition SERVICE = Definitions.service("ranking", 1, "r", TREND);

  /** The clock that the registry sees. */
  protected final TestClock clock = new TestClock();

  private Registry registry = new InMemoryRegistry(clock);

  /** A new, empty registry that takes the time from {@link #clock}. */
  protected abstract Registry create();

  @BeforeEach
  final void open() {
    registry = create();
  }

  private long apply(Effect effect, Definition... definitions) {
    List<Entry> entries = Stream.of(definitions).map(d -> Definitions.entry(effect, d)).toList();
    return registry.apply(new Request(registry.load().revision(), "ann", entries));
  }

  private AppliedDefinition find(Definition definition) {
    return requireNonNull(registry.load().find(definition.id()));
  }

  private static void assertRefused(Kind kind, ThrowingCallable call, String... parts) {
    assertThatThrownBy(call)
        .isInstanceOf(FactoryException.class)
        .hasMessageContainingAll(parts)
        .extracting(e -> ((FactoryException) e).kind())
        .isEqualTo(kind);
  }

  @Test
  final void load_new_isEmptyAtRevisionZero() {
    assertThat(registry.load()).isEqualTo(new Snapshot(0, List.of()));
    assertThat(registry.versions("ad_trend")).isEmpty();
  }

  @Test
  final void apply_new_keepsEverything() {
    long revision = apply(Effect.CREATE, SOURCE, VIEW, SERVICE);

    Snapshot snapshot = registry.load();
    assertThat(revision).isEqualTo(1);
    assertThat(snapshot.revision()).isEqualTo(1);
    assertThat(snapshot.definitions())
        .containsExactly(applied(SOURCE, null), applied(VIEW, TABLES), applied(SERVICE, null));
  }

  private static AppliedDefinition applied(Definition definition, @Nullable ViewTables tables) {
    return new AppliedDefinition(
        definition, Status.LIVE, tables, TestClock.START, "ann", TestClock.START, null);
  }

  @Test
  final void apply_viewWithoutTiles_keepsThat() {
    Definition table = Definitions.definition(DefinitionId.view(TREND), "a", "m", null, List.of());
    ViewTables tables = new ViewTables(null, "l", "s");

    registry.apply(new Request(0, "ann", List.of(new Entry(Effect.CREATE, table, tables))));

    assertThat(find(table).tables()).isEqualTo(tables);
    assertThat(find(table).definition()).isEqualTo(table);
  }

  @Test
  final void apply_nothing_makesNoRevision() {
    apply(Effect.CREATE, SOURCE);

    assertThat(apply(Effect.CREATE)).isEqualTo(1);
    assertThat(registry.load().revision()).isEqualTo(1);
  }

  @Test
  final void apply_afterAnotherApply_isRefusedAndChangesNothing() {
    apply(Effect.CREATE, SOURCE);
    Snapshot before = registry.load();
    Request late = new Request(0, "bob", List.of(Definitions.entry(Effect.CREATE, VIEW)));

    assertRefused(
        Kind.EXTERNAL, () -> registry.apply(late), "revision 1", "planned against 0", "ann");

    assertThat(registry.load()).isEqualTo(before);
  }

  @Test
  final void apply_oneEntryDoesNotFit_changesNothing() {
    apply(Effect.CREATE, SOURCE);
    Snapshot before = registry.load();

    assertRefused(
        Kind.INTERNAL, () -> apply(Effect.CREATE, VIEW, SOURCE), "source clicks", "CREATE");
    assertRefused(Kind.INTERNAL, () -> apply(Effect.UPDATE, VIEW), "ad_trend v1", "UPDATE");
    assertRefused(Kind.INTERNAL, () -> apply(Effect.REPLACE, VIEW), "ad_trend v1", "REPLACE");

    assertThat(registry.load()).isEqualTo(before);
  }

  @Test
  final void apply_usesWhatIsNotThere_isRefusedAndChangesNothing() {
    apply(Effect.CREATE, SOURCE);

    assertRefused(
        Kind.USER, () -> apply(Effect.CREATE, SERVICE), "service ranking v1", "ad_trend v1");

    assertThat(registry.load().revision()).isEqualTo(1);
  }

  @Test
  final void apply_usesWhatIsRetired_isRefused() {
    apply(Effect.CREATE, SOURCE, VIEW);
    registry.retire(VIEW.id(), 1, "ann");

    assertRefused(Kind.USER, () -> apply(Effect.CREATE, SERVICE), "ad_trend v1", "retired");
  }

  @Test
  final void apply_update_keepsWhenItWasAppliedAndPublished() {
    apply(Effect.CREATE, SOURCE, VIEW);
    registry.published(TREND, TABLES, TestClock.START.plusSeconds(90));
    clock.advance(Duration.ofHours(1));
    Definition changed = Definitions.definition(VIEW.id(), "a", "other", "t", List.of(SOURCE.id()));

    apply(Effect.UPDATE, changed);

    AppliedDefinition found = find(VIEW);
    assertThat(found.definition()).isEqualTo(changed);
    assertThat(found.appliedAt()).isEqualTo(TestClock.START);
    assertThat(found.changedAt()).isEqualTo(TestClock.START.plus(Duration.ofHours(1)));
    assertThat(found.timeToFirstPublish()).isEqualTo(Duration.ofSeconds(90));
  }

  @Test
  final void apply_replace_countsAsAppliedNowAndNeverPublished() {
    apply(Effect.CREATE, SOURCE, VIEW);
    registry.published(TREND, TABLES, TestClock.START.plusSeconds(90));
    clock.advance(Duration.ofHours(1));
    Definition other = Definitions.definition(VIEW.id(), "b", "m", "t", List.of());

    registry.apply(new Request(1, "bob", List.of(Definitions.entry(Effect.REPLACE, other))));

    AppliedDefinition found = find(VIEW);
    assertThat(found.definition()).isEqualTo(other);
    assertThat(found.appliedAt()).isEqualTo(TestClock.START.plus(Duration.ofHours(1)));
    assertThat(found.appliedBy()).isEqualTo("bob");
    assertThat(found.firstPublishedAt()).isNull();
    assertThat(found.timeToFirstPublish()).isNull();
  }

  @Test
  final void apply_service_makesItsViewsLive() {
    apply(Effect.CREATE, SOURCE, VIEW, Definitions.view("ad_trend", 2, "b", "clicks"));
    assertThat(find(VIEW).status()).isEqualTo(Status.DRAFT);

    apply(Effect.CREATE, SERVICE);

    assertThat(registry.versions("ad_trend"))
        .extracting(AppliedDefinition::status)
        .containsExactly(Status.LIVE, Status.DRAFT);
    assertThat(registry.load().usersOf(VIEW.id()))
        .extracting(AppliedDefinition::id)
        .containsExactly(SERVICE.id());
  }

  @Test
  final void versions_findsEveryKindOfThatNameOnly() {
    Definition namesake = Definitions.source("ad_trend", "s");
    apply(Effect.CREATE, SOURCE, namesake, VIEW);
    apply(Effect.CREATE, Definitions.view("ad_trend", 10, "b", "clicks"));
    apply(Effect.CREATE, Definitions.view("ad_trend", 9, "b", "clicks"));
    apply(Effect.CREATE, Definitions.view("ad_trends", 1, "b", "clicks"));

    assertThat(registry.versions("ad_trend"))
        .extracting(found -> found.id().toString())
        .containsExactly("source ad_trend", "ad_trend v1", "ad_trend v9", "ad_trend v10");
    assertThat(registry.versions("ad_trend")).contains(find(VIEW));
  }

  @Test
  final void retire_service_makesItsViewsDraftsAgain() {
    apply(Effect.CREATE, SOURCE, VIEW, SERVICE);
    clock.advance(Duration.ofDays(1));

    assertThat(registry.retire(SERVICE.id(), 1, "bob")).isEqualTo(2);

    assertThat(find(SERVICE).status()).isEqualTo(Status.RETIRED);
    assertThat(find(SERVICE).changedAt()).isEqualTo(clock.instant());
    assertThat(find(VIEW).status()).isEqualTo(Status.DRAFT);
    assertThat(registry.load().usersOf(VIEW.id())).isEmpty();
  }

  @Test
  final void retire_used_isRefused() {
    apply(Effect.CREATE, SOURCE, VIEW, SERVICE);

    assertRefused(
        Kind.USER, () -> registry.retire(VIEW.id(), 1, "ann"), "ad_trend v1", "ranking v1");
    assertRefused(
        Kind.USER, () -> registry.retire(SOURCE.id(), 1, "ann"), "source clicks", "ad_trend v1");

    assertThat(registry.load().revision()).isEqualTo(1);
    assertThat(find(VIEW).status()).isEqualTo(Status.LIVE);
  }

  @Test
  final void retire_unknownOrRetired_isRefused() {
    apply(Effect.CREATE, SOURCE);
    registry.retire(SOURCE.id(), 1, "ann");

    assertRefused(Kind.USER, () -> registry.retire(SOURCE.id(), 2, "ann"), "source clicks");
    assertRefused(Kind.USER, () -> registry.retire(VIEW.id(), 2, "ann"), "ad_trend v1");
  }

  @Test
  final void retire_afterAnotherApply_isRefused() {
    apply(Effect.CREATE, SOURCE);

    assertRefused(Kind.EXTERNAL, () -> registry.retire(SOURCE.id(), 0, "bob"), "revision 1", "ann");
  }

  @Test
  final void apply_replaceOfARetiredSource_bringsItBack() {
    apply(Effect.CREATE, SOURCE);
    registry.retire(SOURCE.id(), 1, "ann");

    apply(Effect.REPLACE, SOURCE);

    assertThat(find(SOURCE).status()).isEqualTo(Status.LIVE);
  }

  @Test
  final void published_again_keepsTheFirstTime() {
    apply(Effect.CREATE, SOURCE, VIEW);
    Instant first = TestClock.START.plusNanos(1_234_567_000);

    registry.published(TREND, TABLES, first);
    registry.published(TREND, TABLES, first.plusSeconds(1));
    registry.published(new ViewId("unknown", 1), TABLES, first);

    assertThat(find(VIEW).firstPublishedAt()).isEqualTo(first);
    assertThat(registry.load().revision()).isEqualTo(1);
  }

  @Test
  final void published_ofADraftThatWasReplaced_isIgnored() {
    apply(Effect.CREATE, SOURCE, VIEW);
    ViewTables other = new ViewTables(null, "ad_trend_v1_r2_log", "ad_trend_v1_r2_state");
    registry.apply(new Request(1, "ann", List.of(new Entry(Effect.REPLACE, VIEW, other))));

    registry.published(TREND, TABLES, TestClock.START);
    assertThat(find(VIEW).firstPublishedAt()).isNull();
    registry.published(TREND, other, TestClock.START);

    assertThat(find(VIEW).firstPublishedAt()).isEqualTo(TestClock.START);
  }

  @Test
  final void apply_byManyThreads_losesNothing() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<Future<?>> work = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      String name = "source_" + i + "_";
      work.add(
          threads.submit(
              () -> {
                for (int n = 0; n < 5; n++) {
                  applyUntilDone(Definitions.source(name + n, "s"));
                }
              }));
    }
    for (Future<?> task : work) {
      task.get();
    }
    threads.shutdown();

    assertThat(registry.load().revision()).isEqualTo(20);
    assertThat(registry.load().definitions()).hasSize(20);
  }

  private void applyUntilDone(Definition definition) {
    while (true) {
      try {
        apply(Effect.CREATE, definition);
        return;
      } catch (FactoryException e) {
        assertThat(e.kind()).isEqualTo(Kind.EXTERNAL);
      }
    }
  }
}
