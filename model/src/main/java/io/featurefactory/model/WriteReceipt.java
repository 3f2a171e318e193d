package io.featurefactory.model;

import java.io.Serializable;

/**
 * What a session has written of a run, or of a generation that is being built; by it the session
 * that ends the run sees to it that all of it is still there.
 *
 * @param text as the store understands it; empty if there is nothing to see to
 */
public record WriteReceipt(ViewId view, int generation, long run, String text)
    implements Serializable {}
