package io.featurefactory.demo;

import java.util.List;

/**
 * The ads of all times: any slot at any time, by hashing, so that nothing is kept. An ad stands in
 * its slot for 10 to 60 days; then the next one follows. Three of ten drop their price once.
 * Immutable.
 */
final class Supply {
  static final long HOUR = 3_600_000;
  static final long DAY = 24 * HOUR;

  private static final double SHORTEST_LIFE = 10.0 * DAY;
  private static final double LONGEST_LIFE = 60.0 * DAY;
  private static final double PRICE_DROP_SHARE = 0.3;

  private static final double QUALITY_WEIGHT = 0.65;
  private static final double SERVICE_WEIGHT = 0.3;
  private static final double PRICE_WEIGHT = -0.35;
  private static final double PRICE_SPREAD = 0.55;
  private static final double SELLER_PRICE_SPREAD = 0.25;
  private static final double QUALITY_PRICE_SPREAD = 0.2;

  private static final Quantiles QUALITY_APPEAL = Quantiles.logNormal(1, QUALITY_WEIGHT);
  private static final Quantiles SERVICE_APPEAL = Quantiles.logNormal(1, SERVICE_WEIGHT);
  private static final Quantiles PRICE = Quantiles.logNormal(1, PRICE_SPREAD);
  private static final Quantiles SELLER_PRICE = Quantiles.logNormal(1, SELLER_PRICE_SPREAD);
  private static final Quantiles QUALITY_PRICE = Quantiles.logNormal(1, QUALITY_PRICE_SPREAD);

  private static final double LOWEST_CONTACT_RATE = 0.026;
  private static final double HIGHEST_CONTACT_RATE = 0.087;

  /** What is drawn for an ad, a seller or a slot, each from its own hash. */
  private enum Trait {
    LIFE(0),
    PHASE(1),
    QUALITY(2),
    PRICE(3),
    SELLER(4),
    DROP(5),
    DROP_TIME(6),
    DROP_SIZE(7),
    SERVICE(8),
    SELLER_PRICE(9),
    CITY(10),
    BURST_PHASE(11);

    private final long salt;

    Trait(long salt) {
      this.salt = salt;
    }
  }

  private final long seed;
  private final long start;
  private final List<Department> departments;
  private final int slots;
  private final int stride;
  private final byte[] departmentOfSlot;

  Supply(long seed, long start, List<Department> departments, int slots) {
    this.seed = seed;
    this.start = start;
    this.departments = departments;
    this.slots = slots;
    this.stride = coprime(slots);
    this.departmentOfSlot = new byte[slots];
    for (Department department : departments) {
      for (int i = 0; i < department.slots(); i++) {
        departmentOfSlot[department.firstSlot() + i] = (byte) department.category().index();
      }
    }
  }

  /** What stands in a slot at a time, with the facts of that time. */
  Listing listing(int slot, long at) {
    Tenancy tenancy = tenancy(slot, at);
    Department department = departments.get(departmentOfSlot[slot]);
    long quality = tenancy.trait(Trait.QUALITY);
    int seller = seller(department, tenancy);
    long sellerBits = SplitMix.mix(seed ^ 1, seller);
    long service = trait(sellerBits, Trait.SERVICE);
    boolean dropped = at >= tenancy.dropsAt();
    double relativePrice =
        PRICE.of(tenancy.trait(Trait.PRICE))
            * SELLER_PRICE.of(trait(sellerBits, Trait.SELLER_PRICE))
            * QUALITY_PRICE.of(quality)
            * (dropped ? tenancy.dropTo() : 1);
    double priceScore = StrictMath.log(relativePrice);
    double appeal =
        QUALITY_APPEAL.of(quality)
            * SERVICE_APPEAL.of(service)
            * StrictMath.exp(PRICE_WEIGHT * priceScore);
    Ad ad =
        new Ad(
            tenancy.number(),
            department.category(),
            seller,
            City.of(trait(sellerBits, Trait.CITY)),
            cents(relativePrice * department.category().typicalPrice()),
            tenancy.since,
            dropped ? tenancy.dropsAt() : tenancy.since);
    double contactScore =
        0.8 * Quantiles.NORMAL.of(service) + 0.5 * Quantiles.NORMAL.of(quality) - 0.4 * priceScore;
    return new Listing(ad, appeal, contactRate(contactScore), tenancy.bits);
  }

  /** When the facts in a slot change next, after a time. */
  long nextChange(int slot, long after) {
    Tenancy tenancy = tenancy(slot, after);
    return tenancy.dropsAt() > after ? Math.min(tenancy.dropsAt(), tenancy.until) : tenancy.until;
  }

  /** Hash from which the bursts of a slot follow. */
  long burstBits(int slot) {
    return trait(slotBits(slot), Trait.BURST_PHASE);
  }

  private Tenancy tenancy(int slot, long at) {
    long bits = slotBits(slot);
    double share = SplitMix.uniform(trait(bits, Trait.LIFE));
    long life = (long) (SHORTEST_LIFE + share * (LONGEST_LIFE - SHORTEST_LIFE));
    long phase = (long) (SplitMix.uniform(trait(bits, Trait.PHASE)) * life);
    long generation = Math.floorDiv(at - start + phase, life);
    long since = start - phase + generation * life;
    return new Tenancy(slot, generation, since, since + life, SplitMix.mix(bits, generation));
  }

  /** A department's sellers are of very different sizes. */
  private static int seller(Department department, Tenancy tenancy) {
    double uniform = SplitMix.uniform(tenancy.trait(Trait.SELLER));
    return department.firstSeller() + (int) (department.sellers() * uniform * uniform);
  }

  private long slotBits(int slot) {
    return SplitMix.mix(seed, slot);
  }

  private static long trait(long bits, Trait trait) {
    return SplitMix.mix(bits, trait.salt);
  }

  /** The time of one ad in a slot. */
  private final class Tenancy {
    private final int slot;
    private final long generation;
    private final long since;
    private final long until;
    private final long bits;

    Tenancy(int slot, long generation, long since, long until, long bits) {
      this.slot = slot;
      this.generation = generation;
      this.since = since;
      this.until = until;
      this.bits = bits;
    }

    long trait(Trait trait) {
      return Supply.trait(bits, trait);
    }

    /** When the price drops; after the end if it never does. */
    long dropsAt() {
      if (SplitMix.uniform(trait(Trait.DROP)) >= PRICE_DROP_SHARE) {
        return Long.MAX_VALUE;
      }
      double share = 0.2 + 0.6 * SplitMix.uniform(trait(Trait.DROP_TIME));
      return since + (long) (share * (until - since));
    }

    /** Share of the price that remains. */
    double dropTo() {
      return 0.75 + 0.2 * SplitMix.uniform(trait(Trait.DROP_SIZE));
    }

    /** Unique, positive, and without a hint of the slot's popularity. */
    long number() {
      return 1 + (long) slot * stride % slots + generation * slots;
    }
  }

  /** Cheap things cost something and a half, dear ones a round sum. */
  private static long cents(double price) {
    double step = price < 20 ? 0.5 : price < 1000 ? 1 : 10;
    return Math.max(50, Math.round(price / step) * Math.round(step * 100));
  }

  private static double contactRate(double score) {
    double share = 1 / (1 + StrictMath.exp(-1.6 * score));
    return LOWEST_CONTACT_RATE + share * (HIGHEST_CONTACT_RATE - LOWEST_CONTACT_RATE);
  }

  /** A number without a common divisor with {@code n}, far from 1 and from n. */
  private static int coprime(int n) {
    int candidate = (int) (n * 0.618) | 1;
    while (gcd(candidate, n) != 1) {
      candidate += 2;
    }
    return candidate;
  }

  private static int gcd(int a, int b) {
    return b == 0 ? a : gcd(b, a % b);
  }
}
