package io.featurefactory.online.redis;

import io.featurefactory.model.ViewId;
import io.featurefactory.online.OnlineErrors;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The keys of a project in Redis; names hold no colon, so that none is the start of another's. */
final class RedisKeys {
  private static final String PREFIX = "ff{";
  private static final String AFTER_TAG = "}:";
  private static final String SPECIAL = "*?[]^\\-";

  private final String project;
  private final Shards shards;

  RedisKeys(String project, Shards shards) {
    if (project.indexOf(':') >= 0) {
      throw new IllegalArgumentException(
          "project: %s (expected: a name without a colon)".formatted(project));
    }
    this.project = project;
    this.shards = shards;
  }

  Shards shards() {
    return shards;
  }

  byte[] head(int shard, ViewId view) {
    return bytes(start(shard) + ":" + name(view));
  }

  /** What a session has written; see {@link Receipts}. */
  byte[] receipts(int shard, ViewId view, String session) {
    return bytes(start(shard) + ":" + name(view) + ":receipts:" + session);
  }

  /** The set of the rows that have become empty; see {@link Tombstones}. */
  byte[] emptied(int shard, ViewId view) {
    return bytes(start(shard) + ":" + name(view) + ":emptied");
  }

  /** How many parts the views of the project have; not in any of them. */
  byte[] shardCount() {
    return bytes("ff:" + project + ":shards");
  }

  /** How far a view is written as hashes; not in any part: there is no cluster then. */
  byte[] hashState(ViewId view) {
    return bytes("ff:" + project + ":hash:" + name(view));
  }

  /** The set of the views that are written as hashes. */
  byte[] hashStates() {
    return bytes("ff:" + project + ":hashes");
  }

  String project() {
    return project;
  }

  /** The set of the views that have a head. */
  byte[] views() {
    return bytes(start(0));
  }

  /** The set of what is to be removed. */
  byte[] garbage() {
    return bytes(start(0) + ":garbage");
  }

  /** What the rows of a generation begin with. */
  byte[] rows(int shard, ViewId view, int generation) {
    return bytes(start(shard) + ":" + generation(view, generation) + ":");
  }

  static byte[] row(byte[] rows, byte[] key) {
    byte[] row = Arrays.copyOf(rows, rows.length + key.length);
    System.arraycopy(key, 0, row, rows.length, key.length);
    return row;
  }

  /** The name of a generation among what is to be removed. */
  static String generation(ViewId view, int generation) {
    return name(view) + ":" + generation;
  }

  /** The name of a view in the set of views. */
  static String name(ViewId view) {
    return view.name() + ":" + view.version();
  }

  /** The view of that name. */
  static ViewId view(byte[] name) {
    String text = new String(name, StandardCharsets.UTF_8);
    int colon = text.lastIndexOf(':');
    try {
      return new ViewId(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      throw OnlineErrors.damagedEntry("the name of a view");
    }
  }

  /** A pattern of the rows of a generation in all parts. */
  String pattern(String generation) {
    StringBuilder pattern = new StringBuilder(PREFIX).append('*').append(AFTER_TAG);
    String rest = project + ":" + generation + ":";
    for (int i = 0; i < rest.length(); i++) {
      if (SPECIAL.indexOf(rest.charAt(i)) >= 0) {
        pattern.append('\\');
      }
      pattern.append(rest.charAt(i));
    }
    return pattern.append('*').toString();
  }

  /** The key bytes of a row's key. */
  byte[] keyOf(byte[] row, ViewId view, int generation) {
    int tagEnd = 0;
    while (row[tagEnd] != '}') {
      tagEnd++;
    }
    int rest = bytes(AFTER_TAG + project + ":" + generation(view, generation) + ":").length;
    return Arrays.copyOfRange(row, tagEnd + rest, row.length);
  }

  private String start(int shard) {
    return PREFIX + shards.tag(shard) + AFTER_TAG + project;
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
