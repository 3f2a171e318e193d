package io.featurefactory.online.dynamodb;

import io.featurefactory.model.NonBlockingReads;
import io.featurefactory.model.OnlineProgress;
import io.featurefactory.model.OnlineStore;
import io.featurefactory.model.OnlineWriter;
import io.featurefactory.model.RowAnswer;
import io.featurefactory.model.RowRequest;
import io.featurefactory.model.RowScan;
import io.featurefactory.model.ViewId;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The online store in a table of DynamoDB ({@code docs/spec/online-dynamodb.md}). A lookup is one
 * request for each hundred keys, all sent at once, and one round trip while the view is not
 * published.
 *
 * <p>Rows are written one by one, each as a whole. Nothing is connected before it is needed; the
 * table is made when a writer is opened first.
 */
public final class DynamoDbOnlineStore implements OnlineStore, NonBlockingReads {
  private static final Logger LOG = LoggerFactory.getLogger(DynamoDbOnlineStore.class);

  private final DynamoDbLink link;
  private final DynamoDbKeys keys;
  private final Clock clock;
  private final Heads heads;
  private final DynamoDbReader reader;
  private final TableSetup table;

  private DynamoDbOnlineStore(DynamoDbLink link, DynamoDbKeys keys, Clock clock) {
    this.link = link;
    this.keys = keys;
    this.clock = clock;
    this.heads = new Heads(link, keys, clock);
    this.reader = new DynamoDbReader(link, keys, clock);
    this.table = new TableSetup(link, LOG::warn);
  }

  /**
   * A store of a project; it is looked at by the first call.
   *
   * @param name in {@code factory.yaml}, for messages
   */
  public static DynamoDbOnlineStore open(
      String name, String project, DynamoDbSettings settings, Clock clock) {
    return new DynamoDbOnlineStore(
        new DynamoDbLink(name, settings), new DynamoDbKeys(project), clock);
  }

  @Override
  public String name() {
    return link.store();
  }

  @Override
  public List<RowAnswer> read(List<RowRequest> requests) {
    return link.await(reader.read(requests));
  }

  @Override
  public CompletableFuture<List<RowAnswer>> readAsync(List<RowRequest> requests) {
    return reader.read(requests);
  }

  @Override
  public @Nullable OnlineProgress findProgress(ViewId view) {
    return heads.find(view).head().progress();
  }

  @Override
  public List<ViewId> views() {
    return heads.readAll().entrySet().stream()
        .filter(entry -> entry.getValue().head().current() != null)
        .map(Map.Entry::getKey)
        .toList();
  }

  @Override
  public RowScan scan(ViewId view) {
    HeadItem head = heads.find(view);
    RowSpace served = head.served();
    return new DynamoDbScan(
        link, heads, view, head, served == null ? null : keys.rows(view, served));
  }

  @Override
  public OnlineWriter openWriter() {
    table.require();
    return new DynamoDbWriter(link, keys, heads, clock);
  }

  @Override
  public void close() {
    link.close();
  }
}
