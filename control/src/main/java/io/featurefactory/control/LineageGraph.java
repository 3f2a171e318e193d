package io.featurefactory.control;

import io.featurefactory.model.Definition;
import io.featurefactory.model.LineageEdge;
import io.featurefactory.model.LineageNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which columns are computed from which, through any number of steps. Immutable. */
public final class LineageGraph {
  private final Map<LineageNode, List<LineageEdge>> incoming = new HashMap<>();
  private final Map<LineageNode, List<LineageEdge>> outgoing = new HashMap<>();

  private LineageGraph() {}

  /** The graph of all edges of the definitions. */
  public static LineageGraph of(Collection<Definition> definitions) {
    LineageGraph graph = new LineageGraph();
    for (Definition definition : definitions) {
      for (LineageEdge edge : definition.lineage()) {
        graph.incoming.computeIfAbsent(edge.to(), node -> new ArrayList<>()).add(edge);
        graph.outgoing.computeIfAbsent(edge.from(), node -> new ArrayList<>()).add(edge);
      }
    }
    return graph;
  }

  /** All edges over which values reach the node, the nearest first. */
  public List<LineageEdge> upstream(LineageNode node) {
    return reach(node, Direction.UPSTREAM);
  }

  /** All edges over which values of the node go on, the nearest first. */
  public List<LineageEdge> downstream(LineageNode node) {
    return reach(node, Direction.DOWNSTREAM);
  }

  private enum Direction {
    UPSTREAM,
    DOWNSTREAM
  }

  private List<LineageEdge> reach(LineageNode start, Direction direction) {
    boolean up = direction == Direction.UPSTREAM;
    Map<LineageNode, List<LineageEdge>> next = up ? incoming : outgoing;
    Set<LineageEdge> reached = new LinkedHashSet<>();
    Set<LineageNode> seen = new LinkedHashSet<>(Set.of(start));
    Deque<LineageNode> open = new ArrayDeque<>(seen);
    while (!open.isEmpty()) {
      for (LineageEdge edge : next.getOrDefault(open.remove(), List.of())) {
        reached.add(edge);
        LineageNode node = up ? edge.from() : edge.to();
        if (seen.add(node)) {
          open.add(node);
        }
      }
    }
    return List.copyOf(reached);
  }
}
