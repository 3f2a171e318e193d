package io.featurefactory.model;

import java.time.Instant;

/**
 * The right to be the only one that does something, for a while.
 *
 * @param name what it is about
 * @param epoch greater than that of every earlier lease of the name: the fence that writes carry
 * @param since when the holder acquired it
 * @param expiresAt from this instant on another may acquire it
 */
public record Lease(String name, long epoch, Holder holder, Instant since, Instant expiresAt) {

  /** The process that holds a lease. */
  public record Holder(String host, long pid) {
    @Override
    public String toString() {
      return "process " + pid + " on " + host;
    }
  }

  /** True before the expiry. */
  public boolean validAt(Instant now) {
    return now.isBefore(expiresAt);
  }
}
