package io.featurefactory.cli.project;

import io.featurefactory.model.Lease;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Who this process is, to those who find what it left behind. */
public final class ThisProcess {
  private ThisProcess() {}

  /** Its host and number. */
  public static Lease.Holder holder() {
    String host;
    try {
      host = InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      host = "localhost";
    }
    return new Lease.Holder(host, ProcessHandle.current().pid());
  }
}
