package io.featurefactory.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.featurefactory.model.Definition;
import io.featurefactory.model.DefinitionId;
import io.featurefactory.model.LineageEdge;
import io.featurefactory.model.LineageNode;
import io.featurefactory.model.ViewId;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class LineageGraphTest {
  private static final DefinitionId SOURCE = DefinitionId.source("clicks");
  private static final DefinitionId VIEW = DefinitionId.view(new ViewId("ad_trend", 1));
  private static final DefinitionId SERVICE = DefinitionId.service("ranking", 2);

  private static final LineageNode PRICE = new LineageNode(SOURCE, "price");
  private static final LineageNode CENTS = new LineageNode(SOURCE, "cents");
  private static final LineageNode AVERAGE = new LineageNode(VIEW, "average");
  private static final LineageNode COUNT = new LineageNode(VIEW, "count");
  private static final LineageNode SERVED = new LineageNode(SERVICE, "average");

  private static final LineageEdge COMPUTED = new LineageEdge(CENTS, PRICE);
  private static final LineageEdge AVERAGED = new LineageEdge(PRICE, AVERAGE);
  private static final LineageEdge COUNTED = new LineageEdge(PRICE, COUNT);
  private static final LineageEdge SERVES = new LineageEdge(AVERAGE, SERVED);

  private final LineageGraph graph =
      LineageGraph.of(
          List.of(
              definition(SOURCE, COMPUTED),
              definition(VIEW, AVERAGED, COUNTED),
              definition(SERVICE, SERVES)));

  private static Definition definition(DefinitionId id, LineageEdge... edges) {
    return new Definition(id, "", "", "{}", "", "", null, "{}", List.of(), List.of(edges));
  }

  @Test
  void upstream_goesBackToTheSources() {
    assertThat(graph.upstream(SERVED)).containsExactly(SERVES, AVERAGED, COMPUTED);
    assertThat(graph.upstream(CENTS)).isEmpty();
  }

  @Test
  void downstream_goesOnToTheServices() {
    assertThat(graph.downstream(CENTS)).containsExactly(COMPUTED, AVERAGED, COUNTED, SERVES);
    assertThat(graph.downstream(SERVED)).isEmpty();
  }

  @Test
  void upstream_overManyPaths_hasEachEdgeOnce() {
    LineageEdge shortcut = new LineageEdge(CENTS, AVERAGE);
    LineageGraph diamond =
        LineageGraph.of(
            List.of(definition(SOURCE, COMPUTED), definition(VIEW, AVERAGED, shortcut)));

    assertThat(diamond.upstream(AVERAGE)).containsExactly(AVERAGED, shortcut, COMPUTED);
  }

  @Test
  void nodes_sayWhatTheyAre() {
    assertThat(Stream.of(CENTS, AVERAGE, SERVED))
        .extracting(LineageNode::toString)
        .containsExactly(
            "source clicks.cents", "ad_trend v1.average", "service ranking v2.average");
  }
}
