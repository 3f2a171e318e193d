package io.featurefactory.lake;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.apache.iceberg.jdbc.JdbcClientPool;
import org.jspecify.annotations.Nullable;

/**
 * The connection to a catalog on a server, which is replaced when it is broken before something
 * begins in it, and never after. Iceberg's own pool repeats what it was doing: a commit whose
 * answer was lost would find the table changed, by itself, and be done twice, or tidied away.
 */
final class CatalogConnections extends JdbcClientPool {
  private static final int PATIENCE_SECONDS = 10;

  private @Nullable Connection connection;

  CatalogConnections(String url, Map<String, String> properties) {
    super(url, properties);
  }

  @Override
  public <R> R run(Action<R, Connection, SQLException> action)
      throws SQLException, InterruptedException {
    return run(action, false);
  }

  @Override
  public synchronized <R> R run(Action<R, Connection, SQLException> action, boolean ignored)
      throws SQLException, InterruptedException {
    return action.run(working());
  }

  private Connection working() throws SQLException {
    Connection present = connection;
    if (present == null || !present.isValid(PATIENCE_SECONDS)) {
      if (present != null) {
        close(present);
      }
      present = newClient();
      connection = present;
    }
    return present;
  }

  @Override
  public synchronized void close() {
    Connection present = connection;
    if (present != null) {
      close(present);
      connection = null;
    }
    super.close();
  }
}
