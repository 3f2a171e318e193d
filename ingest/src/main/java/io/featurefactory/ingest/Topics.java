package io.featurefactory.ingest;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaFuture;

/** What a cluster says of its topics. */
final class Topics {
  private final KafkaClients clients;
  private final Map<String, String> known;
  private final Map<String, String> ids = new HashMap<>();

  /**
   * Asks when it has to.
   *
   * @param known ids of topics that were read before
   */
  Topics(KafkaClients clients, Map<String, String> known) {
    this.clients = clients;
    this.known = Map.copyOf(known);
  }

  /** Fails if the cluster does not answer, or lacks a topic that is named. */
  void require(TopicChoice choice) {
    try (Admin admin = clients.admin()) {
      Set<String> there = new TreeSet<>(answer(admin.listTopics().names()));
      if (choice instanceof TopicChoice.Named named) {
        List<String> missing =
            named.topics().stream().filter(topic -> !there.contains(topic)).toList();
        if (!missing.isEmpty()) {
          throw IngestErrors.noTopics(clients.cluster(), missing, there);
        }
      }
    }
  }

  /** Learns the ids of topics; fails if one is not the one that was read before. */
  void identify(Collection<String> topics) {
    List<String> unknown = topics.stream().filter(topic -> !ids.containsKey(topic)).toList();
    if (unknown.isEmpty()) {
      return;
    }
    try (Admin admin = clients.admin()) {
      answer(admin.describeTopics(unknown).allTopicNames())
          .forEach((topic, description) -> ids.put(topic, description.topicId().toString()));
    }
    for (String topic : unknown) {
      String before = known.get(topic);
      String now = ids.get(topic);
      if (before != null && now != null && !before.equals(now)) {
        throw IngestErrors.otherTopic(topic, before, now);
      }
    }
  }

  /** The ids of all topics that were identified. */
  Map<String, String> ids() {
    return Map.copyOf(ids);
  }

  private <T> T answer(KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw IngestErrors.noAnswer(clients.cluster(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw IngestErrors.failed(clients.cluster(), e);
    }
  }
}
