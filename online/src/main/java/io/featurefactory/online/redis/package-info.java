/** The online store in Redis: one server, a Sentinel set, or a Cluster. */
@NullMarked
package io.featurefactory.online.redis;

import org.jspecify.annotations.NullMarked;
