package io.featurefactory.online.dynamodb;

import io.featurefactory.model.OnlineProgress;
import io.featurefactory.model.RowScan;
import io.featurefactory.model.StoredRow;
import io.featurefactory.model.ViewId;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A walk over the partitions of a generation's rows; a page of each is asked for at once. */
final class DynamoDbScan implements RowScan {
  private final DynamoDbLink link;
  private final Heads heads;
  private final ViewId view;
  private final HeadItem head;
  private final @Nullable RowPartitions partitions;
  private final Deque<RowPages> asked = new ArrayDeque<>();
  private int begun;
  private Iterator<Map<String, AttributeValue>> page = Collections.emptyIterator();
  private @Nullable Map<String, AttributeValue> here;

  /**
   * A scan.
   *
   * @param head at its beginning
   * @param partitions of the rows that it serves; null for none
   */
  DynamoDbScan(
      DynamoDbLink link,
      Heads heads,
      ViewId view,
      HeadItem head,
      @Nullable RowPartitions partitions) {
    this.link = link;
    this.heads = heads;
    this.view = view;
    this.head = head;
    this.partitions = partitions;
  }

  @Override
  public @Nullable OnlineProgress progress() {
    return head.head().progress();
  }

  @Override
  public boolean next() {
    if (partitions == null) {
      return false;
    }
    while (true) {
      while (page.hasNext()) {
        Map<String, AttributeValue> item = page.next();
        if (!RowItem.row(item).deleted()) {
          here = item;
          return true;
        }
      }
      while (begun < RowPartitions.COUNT) {
        asked.add(new RowPages(link, partitions.partition(begun++), ""));
      }
      RowPages pages = asked.poll();
      if (pages == null) {
        here = null;
        requireUnchanged();
        return false;
      }
      page = pages.next().iterator();
      if (pages.hasNext()) {
        asked.addFirst(pages);
      }
    }
  }

  private void requireUnchanged() {
    if (!heads.find(view).servesAs(head)) {
      throw DynamoDbErrors.overtaken(link.store(), view);
    }
  }

  @Override
  public byte[] key() {
    return RowItem.key(current());
  }

  @Override
  public StoredRow row() {
    return RowItem.row(current());
  }

  private Map<String, AttributeValue> current() {
    Map<String, AttributeValue> item = here;
    if (item == null) {
      throw new IllegalStateException("no row (expected: next() was true)");
    }
    return item;
  }

  @Override
  public void close() {
    asked.clear();
    page = Collections.emptyIterator();
  }
}
