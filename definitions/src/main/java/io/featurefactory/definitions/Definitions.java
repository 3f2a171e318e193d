package io.featurefactory.definitions;

import io.featurefactory.model.EventStream;
import io.featurefactory.model.FeatureService;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.Source;
import java.util.List;

/**
 * Definitions without mistakes, each kind by name and version.
 *
 * @param views two versions of a view may be there at once
 * @param streams which feed tables of the lake, at most one each
 */
public record Definitions(
    List<Defined<Source>> sources,
    List<Defined<FeatureView>> views,
    List<Defined<FeatureService>> services,
    List<EventStream> streams) {
  public Definitions {
    sources = List.copyOf(sources);
    views = List.copyOf(views);
    services = List.copyOf(services);
    streams = List.copyOf(streams);
  }
}
