package io.featurefactory.demo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A category's part of the market. Its <i>slots</i> are places in the order of popularity; one ad
 * after the other stands in a slot. Immutable.
 */
final class Department {
  /** With the shift, what a fit of ranks and impressions takes for 1.06; see the specification. */
  private static final double ADS_ZIPF = 1.21;

  /** Flattens the head: an ad stands on a page once at most. */
  private static final double ADS_SHIFT = 20;

  private static final double QUERIES_ZIPF = 1.04;
  private static final double QUERIES_SHIFT = 3;

  private static final int SLOTS_OF_A_SELLER = 5;

  private final Category category;
  private final int firstSlot;
  private final double[] slotShares;
  private final AliasTable slotDraw;
  private final int firstSeller;
  private final int sellers;
  private final List<Query> queries;
  private final AliasTable queryDraw;

  /**
   * @param firstSlot number of its most popular slot
   * @param slotWeights falling
   * @param queryWeights falling; overwritten
   */
  private Department(
      Category category,
      int firstSlot,
      int firstSeller,
      double[] slotWeights,
      double[] queryWeights) {
    this.category = category;
    this.firstSlot = firstSlot;
    double sum = Arrays.stream(slotWeights).sum();
    slotShares = Arrays.stream(slotWeights).map(weight -> weight / sum).toArray();
    slotDraw = new AliasTable(slotShares.clone());
    this.firstSeller = firstSeller;
    sellers = Math.max(1, slotShares.length / SLOTS_OF_A_SELLER);
    queries = IntStream.range(0, queryWeights.length).mapToObj(n -> Query.of(category, n)).toList();
    queryDraw = new AliasTable(queryWeights);
  }

  /**
   * All departments of a market with so many slots and queries, each in one order of popularity.
   */
  static List<Department> all(int slots, int queries) {
    double[][] slotWeights = deal(AliasTable.zipf(slots, ADS_ZIPF, ADS_SHIFT));
    double[][] queryWeights = deal(AliasTable.zipf(queries, QUERIES_ZIPF, QUERIES_SHIFT));
    List<Department> departments = new ArrayList<>();
    int slot = 0;
    int seller = 1;
    for (Category category : Category.ALL) {
      int index = category.index();
      Department department =
          new Department(category, slot, seller, slotWeights[index], queryWeights[index]);
      departments.add(department);
      slot += department.slots();
      seller += department.sellers();
    }
    return List.copyOf(departments);
  }

  Category category() {
    return category;
  }

  int firstSlot() {
    return firstSlot;
  }

  int slots() {
    return slotShares.length;
  }

  /** Share of a slot in the impressions of the department; the slot counts in the whole market. */
  double share(int slot) {
    return slotShares[slot - firstSlot];
  }

  /** A slot of the whole market's, the popular ones more often. */
  int drawSlot(SplitMix random) {
    return firstSlot + slotDraw.draw(random.next());
  }

  int firstSeller() {
    return firstSeller;
  }

  int sellers() {
    return sellers;
  }

  Query drawQuery(SplitMix random) {
    return queries.get(queryDraw.draw(random.next()));
  }

  /**
   * Deals falling weights out to the categories, each to the one that lacks most of its share, so
   * that together they keep the law that the weights have.
   */
  private static double[][] deal(double[] weights) {
    int categories = Category.ALL.size();
    double[] given = new double[categories];
    int[] counts = new int[categories];
    byte[] owners = new byte[weights.length];
    double dealt = 0;
    for (int rank = 0; rank < weights.length; rank++) {
      dealt += weights[rank];
      int owner = 0;
      double most = Double.NEGATIVE_INFINITY;
      for (Category category : Category.ALL) {
        double lacking = category.share() * dealt - given[category.index()];
        if (lacking > most) {
          most = lacking;
          owner = category.index();
        }
      }
      given[owner] += weights[rank];
      counts[owner]++;
      owners[rank] = (byte) owner;
    }
    double[][] hands = new double[categories][];
    Arrays.setAll(hands, category -> new double[counts[category]]);
    int[] filled = new int[categories];
    for (int rank = 0; rank < weights.length; rank++) {
      int owner = owners[rank];
      hands[owner][filled[owner]++] = weights[rank];
    }
    return hands;
  }
}
