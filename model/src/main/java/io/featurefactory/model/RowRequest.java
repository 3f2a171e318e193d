package io.featurefactory.model;

import java.util.List;

/**
 * Keys to look up in a view.
 *
 * @param keys as {@link KeyEncoding} makes them; not copied, not to be changed while in use
 */
public record RowRequest(ViewId view, List<byte[]> keys) {}
