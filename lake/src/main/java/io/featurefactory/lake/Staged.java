package io.featurefactory.lake;

import java.util.List;

/**
 * A file that was read: its good rows are in files that no table knows yet.
 *
 * @param bad as many as were asked for, in the order of the file
 */
record Staged(List<LakeFile> files, long badCount, List<BadRow> bad) {
  long rows() {
    return LakeFile.records(files);
  }
}
