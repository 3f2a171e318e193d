package io.featurefactory.control;

import io.featurefactory.model.AppliedDefinition;
import io.featurefactory.model.Definition;
import io.featurefactory.model.DefinitionId;
import io.featurefactory.model.ViewId;
import io.featurefactory.model.ViewTables;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a plan says of one definition. */
public sealed interface PlanItem
    permits PlanItem.New,
        PlanItem.Unchanged,
        PlanItem.StaysPinned,
        PlanItem.ChangedInPlace,
        PlanItem.ReplacedDraft,
        PlanItem.NeedsNewVersion,
        PlanItem.LeftFiles,
        PlanItem.ReusesTiles {

  /** What it is about. */
  DefinitionId id();

  /**
   * It is in the files only, or was retired and comes back (sources).
   *
   * @param retired what it was before; null if it was never applied
   * @param tables of a view; null for others
   */
  record New(
      Definition definition, @Nullable AppliedDefinition retired, @Nullable ViewTables tables)
      implements PlanItem {
    @Override
    public DefinitionId id() {
      return definition.id();
    }
  }

  /** It is applied as it stands in the files. */
  record Unchanged(DefinitionId id) implements PlanItem {}

  /**
   * A service that was not changed in the files, whose text would now mean other versions of views:
   * it stays with those that it was frozen to. A new version of the service would take the others.
   *
   * @param pinned what it uses and goes on to use
   * @param inFiles what its text means now
   */
  record StaysPinned(DefinitionId id, List<DefinitionId> pinned, List<DefinitionId> inFiles)
      implements PlanItem {
    public StaysPinned {
      pinned = List.copyOf(pinned);
      inFiles = List.copyOf(inFiles);
    }
  }

  /**
   * Something changed that does not touch the values, or it is a source.
   *
   * @param definition what the registry will hold
   * @param tables as they are
   */
  record ChangedInPlace(
      Definition definition, @Nullable ViewTables tables, List<FieldChange> changes)
      implements PlanItem {
    public ChangedInPlace {
      changes = List.copyOf(changes);
    }

    @Override
    public DefinitionId id() {
      return definition.id();
    }
  }

  /**
   * Another meaning of a view that no service uses: what it logged and published so far is not used
   * any more.
   *
   * @param before what it replaces, with the tables that become free unless others have its tiles
   * @param tables the new ones
   */
  record ReplacedDraft(
      Definition definition, AppliedDefinition before, ViewTables tables, List<FieldChange> changes)
      implements PlanItem {
    public ReplacedDraft {
      changes = List.copyOf(changes);
    }

    @Override
    public DefinitionId id() {
      return definition.id();
    }
  }

  /**
   * A mistake: another meaning of what is frozen.
   *
   * @param usedBy the services that use it; empty for a service
   * @param nextVersion the lowest version that is free above all others of the name
   * @param message for the user
   */
  record NeedsNewVersion(
      DefinitionId id,
      List<FieldChange> changes,
      List<DefinitionId> usedBy,
      int nextVersion,
      String message)
      implements PlanItem {
    public NeedsNewVersion {
      changes = List.copyOf(changes);
      usedBy = List.copyOf(usedBy);
    }
  }

  /**
   * It is applied and no longer in the files. It stays as it is until it is retired.
   *
   * @param usedBy what uses it, in the registry as it is
   */
  record LeftFiles(AppliedDefinition applied, List<DefinitionId> usedBy) implements PlanItem {
    public LeftFiles {
      usedBy = List.copyOf(usedBy);
    }

    @Override
    public DefinitionId id() {
      return applied.id();
    }
  }

  /**
   * Said beside {@link New} or {@link ReplacedDraft}: no tile has to be made again.
   *
   * @param tilesOf the version that made the tiles; the view itself if a draft keeps its own
   */
  record ReusesTiles(ViewId view, ViewId tilesOf, String table) implements PlanItem {
    @Override
    public DefinitionId id() {
      return DefinitionId.view(view);
    }
  }
}
