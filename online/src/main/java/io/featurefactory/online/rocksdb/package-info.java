/** The online store in a local folder, kept by RocksDB ({@code docs/spec/online-store.md}). */
@NullMarked
package io.featurefactory.online.rocksdb;

import org.jspecify.annotations.NullMarked;
