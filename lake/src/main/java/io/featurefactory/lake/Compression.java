package io.featurefactory.lake;

/** How the pages of Parquet files are compressed. */
public enum Compression {
  /** Fast to write and to read. */
  SNAPPY,
  /** About a quarter smaller, and half as much work again to write. */
  ZSTD
}
