package io.featurefactory.model;

import java.io.Serializable;

/**
 * What a session needs to write to a run, or a generation that is being built, which another one
 * has begun.
 *
 * @param text as the store understands it
 */
public record WriteTicket(ViewId view, int generation, long run, String text)
    implements Serializable {}
