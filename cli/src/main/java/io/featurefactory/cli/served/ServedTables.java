package io.featurefactory.cli.served;

import io.featurefactory.cli.project.ProjectTables;
import io.featurefactory.lake.LakeTable;
import io.featurefactory.lake.Partitioning;
import io.featurefactory.lake.TableId;
import io.featurefactory.lake.TableSpec;
import io.featurefactory.lake.Warehouse;
import io.featurefactory.serving.ServicePlan;
import java.util.Map;

/** The tables of logged answers. */
public final class ServedTables {
  /** The property that says whose answers a table has: {@code search_ranking@1}. */
  static final String OF = "ff.served.of";

  private ServedTables() {}

  /**
   * The table of a plan: of a version of a service, or of a view that was asked for by itself, as
   * long as that logs to the same table.
   */
  static TableId id(ServicePlan plan) {
    if (plan.kind() == ServicePlan.Kind.SERVICE) {
      return new TableId(
          ProjectTables.SERVED, plan.service().name() + "_v" + plan.service().version());
    }
    String log = plan.views().get(0).origin().strip();
    return new TableId(
        ProjectTables.SERVED_VIEWS, log.substring(log.indexOf('.') + 1).replaceFirst("_log$", ""));
  }

  /** The table of a plan, made if it is not there; columns that it lacks are added. */
  static LakeTable open(Warehouse warehouse, ServicePlan plan, ServedColumns columns) {
    TableId id = id(plan);
    LakeTable table =
        warehouse.createTable(
            new TableSpec(
                id,
                columns.specs(),
                Partitioning.day(columns.askedAt()),
                Map.of(OF, plan.toString())));
    boolean complete =
        columns.specs().stream().allMatch(spec -> table.findColumn(spec.name()) != null);
    return complete ? table : warehouse.addColumns(id, columns.specs());
  }
}
