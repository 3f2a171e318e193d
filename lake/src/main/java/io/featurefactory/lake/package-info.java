/** Takes events in and keeps them in Iceberg tables: the lake, the tiles and the feature log. */
@NullMarked
package io.featurefactory.lake;

import org.jspecify.annotations.NullMarked;
