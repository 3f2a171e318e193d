package io.featurefactory.online.rocksdb;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.jar.JarEntry;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDB;
import org.rocksdb.util.Environment;

/**
 * Loads RocksDB's native library. Left alone, the binding unpacks 15 MB to a temporary file at
 * every start of a process; this unpacks it once per version into the user's cache folder, and
 * falls back to the binding's way where there is none.
 */
final class NativeLibrary {
  /** The system property that names another folder for unpacked libraries. */
  static final String FOLDER_PROPERTY = "featurefactory.native.folder";

  private static boolean loaded;

  private NativeLibrary() {}

  /** Loads the library at the first call. */
  static synchronized void load() {
    if (loaded) {
      return;
    }
    Path folder = unpacked(cacheFolder());
    if (folder == null) {
      RocksDB.loadLibrary();
    } else {
      RocksDB.loadLibrary(List.of(folder.toString()));
    }
    loaded = true;
  }

  private static Path cacheFolder() {
    String property = System.getProperty(FOLDER_PROPERTY);
    if (property != null) {
      return Path.of(property);
    }
    String cache = System.getenv("XDG_CACHE_HOME");
    Path base =
        cache == null || cache.isEmpty()
            ? Path.of(System.getProperty("user.home", "."), ".cache")
            : Path.of(cache);
    return base.resolve("feature-factory");
  }

  /** The folder that holds the library, unpacked now if it was not; null if that cannot be. */
  static @Nullable Path unpacked(Path cache) {
    String resource = Environment.getJniLibraryFileName("rocksdb");
    URL url = RocksDB.class.getClassLoader().getResource(resource);
    if (url == null) {
      return null;
    }
    try {
      URLConnection connection = url.openConnection();
      if (!(connection instanceof JarURLConnection jar)) {
        return null;
      }
      jar.setUseCaches(false);
      JarEntry entry = jar.getJarEntry();
      // The name of the folder changes with the content, so that versions live side by side.
      String name = "rocksdbjni-" + HexFormat.of().toHexDigits((int) entry.getCrc());
      Path folder = cache.resolve(name);
      Path library = folder.resolve(Environment.getJniLibraryFileName("rocksdbjni"));
      if (!Files.exists(library) || Files.size(library) != entry.getSize()) {
        unpack(jar, library);
      }
      return folder;
    } catch (IOException e) {
      return null;
    }
  }

  /**
   * Several processes may do this at once: each writes a file of its own, the last rename stays.
   */
  private static void unpack(JarURLConnection jar, Path library) throws IOException {
    Path folder = Files.createDirectories(Objects.requireNonNull(library.getParent()));
    Path part = Files.createTempFile(folder, "unpacking", ".tmp");
    try {
      try (InputStream in = jar.getInputStream()) {
        Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
      }
      try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Files.move(part, library, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      Files.deleteIfExists(part);
      throw e;
    }
  }
}
