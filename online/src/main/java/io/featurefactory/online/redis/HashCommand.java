package io.featurefactory.online.redis;

import io.featurefactory.model.ViewId;
import io.featurefactory.online.RowValues;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Gathers what is to be set and removed in hashes, and sends it, some hundreds at once. */
final class HashCommand {
  private static final int HASHES_AT_ONCE = 200;
  private static final byte[] NONE = RedisKeys.bytes("0");

  private final RedisLink link;
  private final byte[] head;
  private final byte[] state;
  private final byte[] fence;
  private final HashForm form;
  private final byte[] id;
  private final List<byte[]> hashes = new ArrayList<>();
  private final List<byte[]> words = new ArrayList<>();
  private final List<CompletableFuture<Long>> sent = new ArrayList<>();

  /** With a fence that the head must have, and the form's id in the state. */
  HashCommand(RedisLink link, RedisKeys keys, ViewId view, HashForm form, byte[] fence) {
    this(link, keys, view, HashState.of(form, 0, 0), fence);
  }

  /** With a state whose id the state in the store must have; no fence is an empty one. */
  HashCommand(RedisLink link, RedisKeys keys, ViewId view, HashState state, byte[] fence) {
    this.link = link;
    this.head = keys.head(0, view);
    this.state = keys.hashState(view);
    this.form = state.form();
    this.id = RedisKeys.bytes(state.id());
    this.fence = fence;
  }

  /** A row: its values are set, NULLs removed. */
  void put(byte[] key, RowValues values) {
    HashForm.Place place = form.place(key);
    List<byte[]> set = new ArrayList<>();
    List<byte[]> removed = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      byte[] text = HashValues.text(values, i);
      if (text == null) {
        removed.add(place.fields().get(i));
      } else {
        set.add(place.fields().get(i));
        set.add(text);
      }
    }
    add(place.hash(), set, removed);
  }

  /** A row that is no more. */
  void remove(byte[] key) {
    HashForm.Place place = form.place(key);
    add(place.hash(), List.of(), place.fields());
  }

  private void add(byte[] hash, List<byte[]> set, List<byte[]> removed) {
    hashes.add(hash);
    words.add(number(set.size()));
    words.addAll(set);
    words.add(number(removed.size()));
    words.addAll(removed);
    if (hashes.size() == HASHES_AT_ONCE) {
      flush();
    }
  }

  private static byte[] number(int number) {
    return number == 0 ? NONE : RedisKeys.bytes(Integer.toString(number));
  }

  /** The answers of all that was sent. */
  List<CompletableFuture<Long>> send() {
    if (!hashes.isEmpty()) {
      flush();
    }
    return sent;
  }

  private void flush() {
    List<byte[]> touched = new ArrayList<>(List.of(head, state));
    touched.addAll(hashes);
    List<byte[]> arguments = new ArrayList<>(List.of(number(HeadValue.SERVED), fence, id));
    arguments.addAll(words);
    sent.add(
        link.run(
            0,
            RedisScript.WRITE_HASHES,
            touched.toArray(byte[][]::new),
            arguments.toArray(byte[][]::new)));
    hashes.clear();
    words.clear();
  }
}
