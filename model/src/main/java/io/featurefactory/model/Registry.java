package io.featurefactory.model;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What has been applied: definitions, and where the tables of views are.
 *
 * <p>For callers: each method is one transaction that is done or leaves nothing behind. Every
 * change of definitions makes a new revision; a caller says which one it planned against, and is
 * refused if that is not the newest. All methods may be called by several threads and processes at
 * once.
 *
 * <p>For implementers: a failed method throws {@link FactoryException}; EXTERNAL means that nothing
 * was changed and that the same call may be made again.
 */
public interface Registry {

  /** Everything, also what is retired, as of one revision. */
  Snapshot load();

  /** All definitions of that name, of any kind, version and status, in the order of their ids. */
  List<AppliedDefinition> versions(String name);

  /**
   * Writes definitions.
   *
   * <p>Afterwards a view is LIVE if a service that is not retired uses it, and DRAFT if none does.
   *
   * @return the new revision; the present one if there are no entries
   * @throws FactoryException EXTERNAL if the registry has changed since {@code plannedAgainst};
   *     USER if an entry uses what is neither applied nor among the entries, or is retired
   */
  long apply(Request request);

  /**
   * Takes a definition out of service. Its tables and rows are not touched.
   *
   * @return the new revision
   * @throws FactoryException EXTERNAL as for {@link #apply}; USER if it is unknown, or if something
   *     that is not retired uses it
   */
  long retire(DefinitionId id, long plannedAgainst, String by);

  /**
   * Says that a run of the view has been published. Only the first call for a meaning changes
   * something; unknown views are ignored, and so is a run of a draft that was replaced meanwhile.
   * Makes no revision.
   *
   * @param tables those that the run has written
   */
  void published(ViewId view, ViewTables tables, Instant at);

  /**
   * A consistent view of everything.
   *
   * @param revision 0 before the first apply
   * @param definitions in the order of their ids
   */
  record Snapshot(long revision, List<AppliedDefinition> definitions) {
    public Snapshot {
      definitions = List.copyOf(definitions);
    }

    /** The definition of that id; null if there is none. */
    public @Nullable AppliedDefinition find(DefinitionId id) {
      return definitions.stream().filter(d -> d.id().equals(id)).findFirst().orElse(null);
    }

    /** What is not retired and uses the definition, in the order of ids. */
    public List<AppliedDefinition> usersOf(DefinitionId id) {
      return definitions.stream()
          .filter(d -> d.status() != AppliedDefinition.Status.RETIRED)
          .filter(d -> d.definition().uses().contains(id))
          .toList();
    }
  }

  /**
   * Definitions to write, all or none.
   *
   * @param plannedAgainst the revision that the entries were derived from
   * @param by who applies, for people
   */
  record Request(long plannedAgainst, String by, List<Entry> entries) {
    public Request {
      entries = List.copyOf(entries);
    }
  }

  /**
   * One definition to write.
   *
   * @param tables of a view; null for others
   */
  record Entry(Effect effect, Definition definition, @Nullable ViewTables tables) {}

  /** What writing does to a row that is there. */
  enum Effect {
    /** There is none yet. */
    CREATE,
    /** The same meaning: when it was applied and published stays. */
    UPDATE,
    /** Another meaning: it counts as applied now, and as never published. */
    REPLACE
  }
}
