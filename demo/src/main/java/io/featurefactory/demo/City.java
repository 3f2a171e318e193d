package io.featurefactory.demo;

/** Where sellers and users live; the larger ones first. */
enum City {
  BERLIN("Berlin", 22),
  HAMBURG("Hamburg", 14),
  MUENCHEN("München", 12),
  KOELN("Köln", 9),
  FRANKFURT("Frankfurt", 7),
  STUTTGART("Stuttgart", 6),
  DUESSELDORF("Düsseldorf", 6),
  LEIPZIG("Leipzig", 6),
  DORTMUND("Dortmund", 5),
  BREMEN("Bremen", 5),
  DRESDEN("Dresden", 4),
  NUERNBERG("Nürnberg", 4);

  private static final City[] ALL = values();

  private final String displayName;
  private final int share;

  City(String displayName, int share) {
    this.displayName = displayName;
    this.share = share;
  }

  String displayName() {
    return displayName;
  }

  /** The city for the hash of a numbered seller or user; shares are in percent. */
  static City of(long bits) {
    int percent = (int) (SplitMix.uniform(bits) * 100);
    int city = 0;
    while (percent >= ALL[city].share) {
      percent -= ALL[city].share;
      city++;
    }
    return ALL[city];
  }
}
