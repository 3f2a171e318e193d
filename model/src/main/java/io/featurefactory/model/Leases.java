package io.featurefactory.model;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Leases, so that only one process at a time runs a view.
 *
 * <p>For callers: a lease does not stop its holder when it expires. A holder that was frozen must
 * carry the epoch into everything that it writes, where a newer epoch refuses it. A time to live
 * has to be several times the period of renewal, and greater than the difference between the clocks
 * of the machines.
 *
 * <p>For implementers: at any time a name has at most one lease that has not expired; the epochs of
 * a name increase strictly, also after a release; each method is atomic among threads and
 * processes.
 */
public interface Leases {

  /**
   * Acquires the lease if nobody holds it, or the holder's has expired or been released. The same
   * holder is refused like any other while it holds.
   *
   * @param ttl positive
   */
  default Answer acquire(String name, Lease.Holder holder, Duration ttl) {
    return acquire(name, holder, ttl, 0);
  }

  /**
   * As {@link #acquire(String, Lease.Holder, Duration)}, for when the leases may have been lost.
   *
   * @param above the greatest epoch that the caller has seen in what it writes to: that of the
   *     lease is greater
   */
  Answer acquire(String name, Lease.Holder holder, Duration ttl, long above);

  /**
   * Moves the expiry to now plus {@code ttl}. An expired lease is renewed too, if nobody acquired
   * it meanwhile.
   *
   * @return the lease with its new expiry; null if it is lost: acquired by another, or released
   */
  @Nullable Lease renew(Lease lease, Duration ttl);

  /** Gives the lease back; nothing happens if it is lost already. */
  void release(Lease lease);

  /**
   * Ends a lease whose holder is known to be gone, as if it expired now: others may acquire it, and
   * see that it was never given back. Nothing happens if it is lost or has expired already.
   */
  void expire(Lease lease);

  /** Who holds the lease now; null if nobody does or it has expired. */
  @Nullable Lease find(String name);

  /** What {@link #acquire} answers. */
  sealed interface Answer permits Granted, Refused {}

  /**
   * The caller holds the lease.
   *
   * @param abandoned the lease before, if its holder never gave it back: it may be frozen, and wake
   *     up in the belief to hold it still. Null if it was released, or there was none
   */
  record Granted(Lease lease, @Nullable Lease abandoned) implements Answer {}

  /** Another holds the lease. */
  record Refused(Lease held) implements Answer {
    /** Who holds it since when and until when, and what to do, for the user. */
    public String message() {
      return "%s is held by %s since %s (expires %s unless renewed). Wait for it, or end that process"
          .formatted(held.name(), held.holder(), held.since(), held.expiresAt());
    }
  }
}
