package io.featurefactory.cli;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The commands of {@code ff}. */
final class Commands {
  private Commands() {}

  /** A command, made when it is asked for. */
  record Entry(String name, Function<Surroundings, FactoryCommand> factory) {}

  /** All commands, in the order of the help. */
  static List<Entry> all() {
    return List.of(
        new Entry("demo", DemoCommand::new),
        new Entry("init", InitCommand::new),
        new Entry("import", ImportCommand::new),
        new Entry("ingest", IngestCommand::new),
        new Entry("tidy", TidyCommand::new),
        new Entry("preview", PreviewCommand::new),
        new Entry("test", TestCommand::new),
        new Entry("plan", PlanCommand::new),
        new Entry("apply", ApplyCommand::new),
        new Entry("backfill", BackfillCommand::new),
        new Entry("run", RunCommand::new),
        new Entry("publish", PublishCommand::new),
        new Entry("get", GetCommand::new),
        new Entry("serve", ServeCommand::new),
        new Entry("generate", GenerateCommand::new),
        new Entry("train", TrainCommand::new),
        new Entry("evaluate", EvaluateCommand::new),
        new Entry("sql", SqlCommand::new),
        new Entry("list", ListCommand::new),
        new Entry("show", ShowCommand::new),
        new Entry("status", StatusCommand::new),
        new Entry("runs", RunsCommand::new),
        new Entry("verify", VerifyCommand::new),
        new Entry("follow", FollowCommand::new),
        new Entry("cancel", CancelCommand::new));
  }

  static String names() {
    return all().stream().map(Entry::name).collect(Collectors.joining(", "));
  }
}
