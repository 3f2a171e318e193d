package io.featurefactory.control;

import io.featurefactory.model.FactoryException;
import io.featurefactory.model.Registry.Effect;
import io.featurefactory.model.Registry.Entry;
import io.featurefactory.model.Registry.Request;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@code apply} would do.
 *
 * @param revision of the registry that it was made against
 * @param items in the order of their ids; several may be about one definition
 */
public record Plan(long revision, List<PlanItem> items) {
  public Plan {
    items = List.copyOf(items);
  }

  /** The mistakes that stand in the way. */
  public List<PlanItem.NeedsNewVersion> refusals() {
    return items(PlanItem.NeedsNewVersion.class);
  }

  /** The items of one sort, in order. */
  public <T extends PlanItem> List<T> items(Class<T> sort) {
    return items.stream().filter(sort::isInstance).map(sort::cast).toList();
  }

  /**
   * What to send to the registry.
   *
   * @param by who applies, for people
   * @throws FactoryException USER if there are {@link #refusals()}; its message tells all of them
   */
  public Request request(String by) {
    if (!refusals().isEmpty()) {
      throw ControlErrors.planRefused(refusals());
    }
    List<Entry> entries = new ArrayList<>();
    for (PlanItem item : items) {
      if (item instanceof PlanItem.New created) {
        Effect effect = created.retired() == null ? Effect.CREATE : Effect.REPLACE;
        entries.add(new Entry(effect, created.definition(), created.tables()));
      } else if (item instanceof PlanItem.ChangedInPlace changed) {
        entries.add(new Entry(Effect.UPDATE, changed.definition(), changed.tables()));
      } else if (item instanceof PlanItem.ReplacedDraft replaced) {
        entries.add(new Entry(Effect.REPLACE, replaced.definition(), replaced.tables()));
      }
    }
    return new Request(revision, by, entries);
  }
}
