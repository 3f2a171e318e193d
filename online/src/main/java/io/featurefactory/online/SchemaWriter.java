package io.featurefactory.online;

import io.featurefactory.model.OnlineWriter;
import io.featurefactory.model.ViewId;
import java.util.List;

/**
 * A session of a store that also keeps rows in a form which others can read, and therefore has to
 * know what they hold. Lookups never read that form; it follows the rows that they read.
 */
public interface SchemaWriter extends OnlineWriter {

  /**
   * Says what the rows of a view hold, before any of them is written in this session. Where the
   * other form is apart from the rows and is not what the store serves, because a session before
   * ended early or had another form, it is made so; but not by a session that has joined another
   * one, which has done that.
   *
   * @param keys names of the view's key columns, in their order
   */
  void describe(ViewId view, List<String> keys, RowSchema schema);
}
