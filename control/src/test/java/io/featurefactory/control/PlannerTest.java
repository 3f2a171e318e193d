package io.featurefactory.control;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.featurefactory.model.AppliedDefinition;
import io.featurefactory.model.Definition;
import io.featurefactory.model.DefinitionId;
import io.featurefactory.model.FactoryException;
import io.featurefactory.model.Registry;
import io.featurefactory.model.Registry.Effect;
import io.featurefactory.model.ViewId;
import io.featurefactory.model.ViewTables;
import io.featurefactory.testkit.control.Definitions;
import io.featurefactory.testkit.control.InMemoryRegistry;
import io.featurefactory.testkit.control.TestClock;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PlannerTest {
  private static final ViewId TREND = new ViewId("ad_trend", 1);
  private static final DefinitionId TREND_1 = DefinitionId.view(TREND);
  private static final DefinitionId TREND_2 = DefinitionId.view(new ViewId("ad_trend", 2));
  private static final Definition SOURCE = Definitions.source("clicks", "s");
  private static final Definition VIEW = Definitions.view("ad_trend", 1, "a", "clicks");
  private static final Definition SERVICE = Definitions.service("ranking", 1, "r", TREND);

  private final Registry registry = new InMemoryRegistry(new TestClock());

  private Plan plan(Definition... declared) {
    return Planner.plan(registry.load(), List.of(declared));
  }

  private void apply(Definition... declared) {
    registry.apply(plan(declared).request("ann"));
  }

  private AppliedDefinition applied(DefinitionId id) {
    return requireNonNull(registry.load().find(id));
  }

  /** The same meaning with other words. */
  private static Definition reworded(Definition definition) {
    return Definitions.definition(
        definition.id(),
        definition.meaningHash(),
        "other",
        definition.tileHash(),
        definition.uses());
  }

  private static Definition view(int version, String meaning, String tiles) {
    return Definitions.definition(
        DefinitionId.view(new ViewId("ad_trend", version)),
        meaning,
        "m",
        tiles,
        List.of(SOURCE.id()));
  }

  private static ViewTables tables(String tiles, String rest) {
    return new ViewTables(tiles + "_tiles", rest + "_log", rest + "_state");
  }

  @Test
  void plan_emptyRegistry_isAllNew() {
    Plan plan = plan(SERVICE, VIEW, SOURCE);

    assertThat(plan.revision()).isZero();
    assertThat(plan.items())
        .containsExactly(
            new PlanItem.New(SOURCE, null, null),
            new PlanItem.New(VIEW, null, tables("ad_trend_v1", "ad_trend_v1")),
            new PlanItem.New(SERVICE, null, null));
    assertThat(plan.request("ann").entries())
        .extracting(Registry.Entry::effect)
        .containsOnly(Effect.CREATE);
  }

  @Test
  void plan_viewWithoutTiles_hasNoTilesTable() {
    Definition table = view(1, "a", null);

    assertThat(plan(table).items())
        .containsExactly(
            new PlanItem.New(
                table, null, new ViewTables(null, "ad_trend_v1_log", "ad_trend_v1_state")));
  }

  @Test
  void plan_applied_isUnchangedAndWritesNothing() {
    apply(SOURCE, VIEW, SERVICE);

    Plan plan = plan(SOURCE, VIEW, SERVICE);

    assertThat(plan.items())
        .containsExactly(
            new PlanItem.Unchanged(SOURCE.id()),
            new PlanItem.Unchanged(VIEW.id()),
            new PlanItem.Unchanged(SERVICE.id()));
    assertThat(plan.request("ann").entries()).isEmpty();
    assertThat(plan.revision()).isEqualTo(1);
  }

  @Test
  void plan_otherWords_changeInPlaceAlsoWhatIsUsed() {
    apply(SOURCE, VIEW, SERVICE);
    Definition view = reworded(VIEW);
    Definition service = reworded(SERVICE);
    List<FieldChange> changes = List.of(new FieldChange("owner", "\"owner m\"", "\"owner other\""));

    Plan plan = plan(SOURCE, view, service);

    assertThat(plan.items())
        .containsExactly(
            new PlanItem.Unchanged(SOURCE.id()),
            new PlanItem.ChangedInPlace(view, tables("ad_trend_v1", "ad_trend_v1"), changes),
            new PlanItem.ChangedInPlace(service, null, changes));
    assertThat(plan.request("ann").entries())
        .extracting(Registry.Entry::effect)
        .containsOnly(Effect.UPDATE);
  }

  @Test
  void plan_sourceOfAnotherMeaning_changesInPlace() {
    apply(SOURCE, VIEW, SERVICE);
    Definition source = Definitions.source("clicks", "other");

    assertThat(plan(source, VIEW, SERVICE).items(PlanItem.ChangedInPlace.class))
        .containsExactly(
            new PlanItem.ChangedInPlace(
                source, null, List.of(new FieldChange("meaning", "\"s\"", "\"other\""))));
  }

  @Test
  void plan_draftOfAnotherMeaning_isReplacedWithTablesOfItsOwn() {
    apply(SOURCE, VIEW);
    AppliedDefinition before = applied(TREND_1);
    Definition other = view(1, "b", "tiles of b");

    Plan plan = plan(SOURCE, other);

    assertThat(plan.items())
        .containsExactly(
            new PlanItem.Unchanged(SOURCE.id()),
            new PlanItem.ReplacedDraft(
                other,
                before,
                tables("ad_trend_v1_r2", "ad_trend_v1_r2"),
                List.of(new FieldChange("meaning", "\"a\"", "\"b\""))));
    apply(SOURCE, other);
    assertThat(applied(TREND_1).tables()).isEqualTo(tables("ad_trend_v1_r2", "ad_trend_v1_r2"));
  }

  @Test
  void plan_draftReplacedAgain_neverTakesOldNames() {
    apply(SOURCE, VIEW);
    apply(SOURCE, view(1, "b", "tiles of b"));

    apply(SOURCE, VIEW);

    assertThat(applied(TREND_1).tables()).isEqualTo(tables("ad_trend_v1_r3", "ad_trend_v1_r3"));
  }

  @Test
  void plan_draftReplacedWithTheSameTiles_keepsThem() {
    apply(SOURCE, view(1, "a", "t"));

    Plan plan = plan(SOURCE, view(1, "b", "t"));

    assertThat(plan.items(PlanItem.ReplacedDraft.class))
        .extracting(PlanItem.ReplacedDraft::tables)
        .containsExactly(tables("ad_trend_v1", "ad_trend_v1_r2"));
    assertThat(plan.items(PlanItem.ReusesTiles.class))
        .containsExactly(new PlanItem.ReusesTiles(TREND, TREND, "ad_trend_v1_tiles"));
  }

  @Test
  void plan_usedViewOfAnotherMeaning_needsANewVersion() {
    apply(SOURCE, VIEW, SERVICE);

    Plan plan = plan(SOURCE, Definitions.view("ad_trend", 1, "b", "clicks"), SERVICE);

    String message =
        "ad_trend v1 cannot change its meaning: service ranking v1 uses it. Changed: meaning:"
            + " \"a\" -> \"b\". Set version: 2";
    assertThat(plan.items(PlanItem.NeedsNewVersion.class))
        .containsExactly(
            new PlanItem.NeedsNewVersion(
                TREND_1,
                List.of(new FieldChange("meaning", "\"a\"", "\"b\"")),
                List.of(SERVICE.id()),
                2,
                message));
    assertThatThrownBy(() -> plan.request("ann"))
        .isInstanceOf(FactoryException.class)
        .hasMessage(message + "\nNothing was applied")
        .extracting(e -> ((FactoryException) e).kind())
        .isEqualTo(FactoryException.Kind.USER);
  }

  @Test
  void plan_usedByAServiceThatLeftTheFiles_needsANewVersionStill() {
    apply(SOURCE, VIEW, SERVICE);

    Plan plan = plan(SOURCE, Definitions.view("ad_trend", 1, "b", "clicks"));

    assertThat(plan.refusals()).extracting(PlanItem::id).containsExactly(TREND_1);
    assertThat(plan.items(PlanItem.LeftFiles.class))
        .extracting(PlanItem::id)
        .containsExactly(SERVICE.id());
  }

  @Test
  void plan_usedByARetiredServiceOnly_isADraftAgain() {
    apply(SOURCE, VIEW, SERVICE);
    registry.retire(SERVICE.id(), 1, "ann");

    Plan plan = plan(SOURCE, Definitions.view("ad_trend", 1, "b", "clicks"));

    assertThat(plan.items(PlanItem.ReplacedDraft.class)).hasSize(1);
    assertThat(plan.items(PlanItem.LeftFiles.class)).isEmpty();
  }

  @Test
  void plan_draftAndANewServiceThatUsesIt_replacesTheDraft() {
    apply(SOURCE, VIEW);

    apply(SOURCE, Definitions.view("ad_trend", 1, "b", "clicks"), SERVICE);

    assertThat(applied(TREND_1).definition().meaningHash()).isEqualTo("b");
    assertThat(applied(TREND_1).status()).isEqualTo(AppliedDefinition.Status.LIVE);
  }

  @Test
  void plan_serviceOfAnotherMeaning_needsANewVersion() {
    apply(SOURCE, VIEW, SERVICE);

    Plan plan = plan(SOURCE, VIEW, Definitions.service("ranking", 1, "other", TREND));

    assertThat(plan.refusals())
        .extracting(PlanItem.NeedsNewVersion::message)
        .containsExactly(
            "service ranking v1 cannot change its meaning: a service is frozen when it is applied"
                + " (2026-01-01T00:00:00Z). Changed: meaning: \"r\" -> \"other\". Set version: 2");
  }

  @Test
  void plan_severalMistakes_tellsAll() {
    apply(SOURCE, VIEW, SERVICE);
    Plan plan =
        plan(
            SOURCE,
            Definitions.view("ad_trend", 1, "b", "clicks"),
            Definitions.service("ranking", 1, "other", TREND));

    assertThatThrownBy(() -> plan.request("ann"))
        .hasMessageContainingAll("ad_trend v1 cannot", "service ranking v1 cannot");
  }

  @Test
  void plan_nextVersion_isAboveAllOfTheName() {
    apply(SOURCE, VIEW, Definitions.view("ad_trend", 4, "d", "clicks"), SERVICE);

    Plan plan =
        plan(
            SOURCE,
            Definitions.view("ad_trend", 1, "b", "clicks"),
            Definitions.view("ad_trend", 6, "e", "clicks"));

    assertThat(plan.refusals())
        .extracting(PlanItem.NeedsNewVersion::nextVersion)
        .containsExactly(7);
  }

  @Test
  void plan_retiredView_needsANewVersion() {
    apply(SOURCE, VIEW);
    registry.retire(VIEW.id(), 1, "ann");

    assertThat(plan(SOURCE, VIEW).refusals())
        .extracting(PlanItem.NeedsNewVersion::message)
        .containsExactly(
            "ad_trend v1 cannot change its meaning: it was retired, and a version is not taken"
                + " again. Changed: nothing in its text. Set version: 2");
  }

  @Test
  void plan_retiredSource_comesBack() {
    apply(SOURCE);
    registry.retire(SOURCE.id(), 1, "ann");

    assertThat(plan().items()).isEmpty();
    apply(SOURCE);

    assertThat(applied(SOURCE.id()).status()).isEqualTo(AppliedDefinition.Status.LIVE);
  }

  @Test
  void plan_leftTheFiles_isListedAndStays() {
    apply(SOURCE, VIEW, SERVICE);

    Plan plan = plan();

    assertThat(plan.items())
        .containsExactly(
            new PlanItem.LeftFiles(applied(SOURCE.id()), List.of(TREND_1)),
            new PlanItem.LeftFiles(applied(TREND_1), List.of(SERVICE.id())),
            new PlanItem.LeftFiles(applied(SERVICE.id()), List.of()));
    assertThat(plan.request("ann").entries()).isEmpty();
  }

  @Test
  void plan_newVersionWithTheSameTiles_reusesThem() {
    apply(SOURCE, view(1, "a", "t"), SERVICE);

    Plan plan = plan(SOURCE, view(2, "b", "t"), SERVICE);

    assertThat(plan.items(PlanItem.ReusesTiles.class))
        .containsExactly(new PlanItem.ReusesTiles(TREND_2.viewId(), TREND, "ad_trend_v1_tiles"));
    assertThat(plan.items(PlanItem.New.class))
        .extracting(PlanItem.New::tables)
        .containsExactly(tables("ad_trend_v1", "ad_trend_v2"));
    assertThat(plan.items(PlanItem.LeftFiles.class)).extracting(PlanItem::id).contains(TREND_1);
  }

  @Test
  void plan_newVersionsTogether_shareTiles() {
    assertThat(plan(SOURCE, view(2, "b", "t"), view(1, "a", "t")).items(PlanItem.ReusesTiles.class))
        .containsExactly(new PlanItem.ReusesTiles(TREND_2.viewId(), TREND, "ad_trend_v1_tiles"));
  }

  @Test
  void plan_otherTilesOrOtherView_reusesNothing() {
    apply(SOURCE, view(1, "a", "t"));
    Definition namesake =
        Definitions.definition(
            DefinitionId.view(new ViewId("ad_trends", 1)), "a", "m", "t", List.of());

    assertThat(plan(SOURCE, view(2, "b", "u"), namesake).items(PlanItem.ReusesTiles.class))
        .isEmpty();
  }

  @Test
  void plan_tilesOfADraftThatIsReplaced_areNotReused() {
    apply(SOURCE, view(1, "a", "t"));

    Plan plan = plan(SOURCE, view(1, "b", "u"), view(2, "c", "t"));

    assertThat(plan.items(PlanItem.ReusesTiles.class)).isEmpty();
    assertThat(plan.items(PlanItem.New.class))
        .extracting(PlanItem.New::tables)
        .containsExactly(tables("ad_trend_v2", "ad_trend_v2"));
  }

  @Test
  void plan_tilesThatAnotherVersionShares_areReusedThoughTheirMakerIsReplaced() {
    apply(SOURCE, view(1, "a", "t"), view(2, "b", "t"));

    Plan plan = plan(SOURCE, view(1, "x", "u"), view(2, "b", "t"), view(3, "c", "t"));

    assertThat(plan.items(PlanItem.ReusesTiles.class))
        .containsExactly(
            new PlanItem.ReusesTiles(
                new ViewId("ad_trend", 3), TREND_2.viewId(), "ad_trend_v1_tiles"));
  }

  @Test
  void plan_tilesOfARetiredVersion_areNotReused() {
    apply(SOURCE, view(1, "a", "t"));
    registry.retire(TREND_1, 1, "ann");

    assertThat(plan(SOURCE, view(2, "b", "t")).items(PlanItem.ReusesTiles.class)).isEmpty();
  }

  @Test
  void plan_serviceWhoseTextNowMeansANewerView_staysPinned() {
    apply(SOURCE, VIEW, SERVICE);
    Definition view2 = Definitions.view("ad_trend", 2, "b", "clicks");
    Definition resolved = Definitions.service("ranking", 1, "r", TREND_2.viewId());

    Plan plan = plan(SOURCE, view2, resolved);

    assertThat(plan.items(PlanItem.StaysPinned.class))
        .containsExactly(
            new PlanItem.StaysPinned(SERVICE.id(), List.of(TREND_1), List.of(TREND_2)));
    apply(SOURCE, view2, resolved);
    assertThat(applied(SERVICE.id()).definition()).isEqualTo(SERVICE);
  }

  @Test
  void plan_serviceStaysPinnedAndChangesItsWords_keepsWhatItMeans() {
    apply(SOURCE, VIEW, SERVICE);
    Definition view2 = Definitions.view("ad_trend", 2, "b", "clicks");
    Definition resolved = reworded(Definitions.service("ranking", 1, "r", TREND_2.viewId()));

    Plan plan = plan(SOURCE, view2, resolved);

    assertThat(plan.items(PlanItem.StaysPinned.class)).hasSize(1);
    assertThat(plan.items(PlanItem.ChangedInPlace.class))
        .singleElement()
        .satisfies(
            changed -> {
              assertThat(changed.definition().owner()).isEqualTo("owner other");
              assertThat(changed.definition().uses()).containsExactly(TREND_1);
              assertThat(changed.definition().document()).isEqualTo(SERVICE.document());
              assertThat(changed.changes()).extracting(FieldChange::path).containsExactly("owner");
            });
    apply(SOURCE, view2, resolved);
    assertThat(plan(SOURCE, view2, resolved).request("ann").entries()).isEmpty();
  }

  @Test
  void plan_sameDefinitionTwice_isRefused() {
    assertThatThrownBy(() -> plan(SOURCE, SOURCE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("source clicks (expected: each definition once)");
  }
}
