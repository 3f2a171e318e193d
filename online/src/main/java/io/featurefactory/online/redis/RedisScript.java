package io.featurefactory.online.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The scripts that Redis runs. */
enum RedisScript {
  SWAP_HEAD("swap_head.lua"),
  JOIN("join.lua"),
  WRITE_ROWS("write_rows.lua"),
  SEAL("seal.lua"),
  FORGET_TOMBSTONES("forget_tombstones.lua"),
  REMOVE_ROWS("remove_rows.lua"),
  WRITE_HASHES("write_hashes.lua"),
  SET_HASH_STATE("set_hash_state.lua");

  private final String text;

  RedisScript(String file) {
    try (InputStream in = RedisScript.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException(file + " is missing from the jar");
      }
      this.text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String text() {
    return text;
  }
}
