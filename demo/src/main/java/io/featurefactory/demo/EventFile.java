package io.featurefactory.demo;

import java.nio.file.Path;
import java.time.LocalDate;

/**
 * A file that was written.
 *
 * @param path {@code <source>-<day>.<extension>} in the folder that was asked for
 * @param day on which its rows landed; some happened the day before
 * @param rows without the header line
 */
public record EventFile(Path path, DemoSource source, LocalDate day, long rows) {}
