package io.featurefactory.testkit.servers;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A port of the loopback interface behind which a server is, and a network that fails between them
 * as it is told to. For any number of threads.
 */
public final class TcpProxy implements AutoCloseable {
  private final int target;
  private final ServerSocket listening;
  private final Set<Link> links = ConcurrentHashMap.newKeySet();
  private volatile boolean cut;
  private volatile long delayMillis;
  private volatile @Nullable String lost;

  private TcpProxy(int target) throws IOException {
    this.target = target;
    this.listening = new ServerSocket();
    listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  /** Starts to forward to a port of the loopback interface. */
  public static TcpProxy to(int target) {
    try {
      TcpProxy proxy = new TcpProxy(target);
      start(proxy::accept);
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return listening.getLocalPort();
  }

  /** Ends all connections; new ones work, also those that are made at this moment. */
  public void drop() {
    links.forEach(Link::close);
  }

  /** Ends all connections, and new ones as soon as they are made, until {@link #heal}. */
  public void cut() {
    cut = true;
    links.forEach(Link::close);
  }

  /**
   * Lets nothing through on the connections that there are, in either direction and for ever, but
   * does not end them: what is between has forgotten them. New ones work.
   */
  public void forget() {
    links.forEach(link -> link.forgotten = true);
  }

  /**
   * Ends the next connection that asks something with a text in it, when it has been asked and
   * before it is answered; once.
   */
  public void loseAnswerTo(String question) {
    lost = question;
  }

  /** Makes each piece of data wait, in both directions. */
  public void delay(Duration length) {
    delayMillis = length.toMillis();
  }

  /** Ends {@link #cut} and {@link #delay}. */
  public void heal() {
    cut = false;
    delayMillis = 0;
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        if (cut) {
          client.close();
        } else {
          connect(client);
        }
      } catch (IOException e) {
        Thread.onSpinWait(); // closed, or one connection that did not come to be
      }
    }
  }

  private void connect(Socket client) throws IOException {
    Socket server;
    try {
      server = new Socket(InetAddress.getLoopbackAddress(), target);
    } catch (IOException e) {
      client.close();
      return;
    }
    Link link = new Link(client, server);
    links.add(link);
    if (cut) {
      link.close();
    }
    start(() -> link.forward(client, server));
    start(() -> link.forward(server, client));
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "tcp-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  /** A connection with its other half. */
  private final class Link {
    private final Socket client;
    private final Socket server;
    private volatile boolean forgotten;
    private volatile boolean answerLost;

    Link(Socket client, Socket server) {
      this.client = client;
      this.server = server;
    }

    void forward(Socket from, Socket to) {
      byte[] buffer = new byte[1 << 16];
      try {
        from.setTcpNoDelay(true);
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          if (delayMillis > 0) {
            TimeUnit.MILLISECONDS.sleep(delayMillis);
          }
          String question = lost;
          if (question != null
              && from == client
              && new String(buffer, 0, read, StandardCharsets.ISO_8859_1).contains(question)) {
            lost = null;
            answerLost = true;
          }
          if (answerLost && from == server) {
            break;
          }
          if (!forgotten) {
            out.write(buffer, 0, read);
          }
        }
      } catch (IOException e) {
        Thread.onSpinWait(); // one side has ended
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      if (!forgotten) {
        close();
      }
    }

    void close() {
      links.remove(this);
      for (Socket socket : new Socket[] {client, server}) {
        try {
          socket.close();
        } catch (IOException e) {
          Thread.onSpinWait(); // it is closed
        }
      }
    }
  }

  @Override
  public void close() {
    try {
      listening.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    links.forEach(Link::close);
  }
}
