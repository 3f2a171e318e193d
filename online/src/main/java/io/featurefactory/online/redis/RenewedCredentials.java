package io.featurefactory.online.redis;

import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;

/**
 * Says user and password to each connection when it is made, and again when they are others. While
 * they cannot be had, the last ones stay. Safe for any number of threads.
 */
final class RenewedCredentials implements RedisCredentialsProvider {
  /** A token that is as old is made anew; it is valid a third longer. */
  private static final Duration TOKEN_AGE = IamToken.VALID.multipliedBy(2).dividedBy(3);

  private static final Duration FILE_AGE = Duration.ofSeconds(1);

  private final String store;
  private final RedisLogin login;
  private final Clock clock;
  private final Sinks.Many<RedisCredentials> changes = Sinks.many().replay().latest();
  private @Nullable String last;

  RenewedCredentials(String store, RedisLogin login, Clock clock) {
    this.store = store;
    this.login = login;
    this.clock = clock;
  }

  /** How often to {@link #renew}. */
  Duration interval() {
    return login instanceof RedisLogin.Iam ? TOKEN_AGE : FILE_AGE;
  }

  /** Authenticates all open connections again if the password is another. */
  void renew() {
    try {
      emit(password());
    } catch (RuntimeException e) {
      // connections that are made meanwhile say it
    }
  }

  private synchronized void emit(String password) {
    if (!password.equals(last)) {
      last = password;
      changes.tryEmitNext(credentials(password)).orThrow();
    }
  }

  private RedisCredentials credentials(String password) {
    return RedisCredentials.just(login.user(), password);
  }

  private String password() {
    if (login instanceof RedisLogin.PasswordFile from) {
      try {
        return Files.readString(from.file()).stripTrailing();
      } catch (IOException e) {
        throw RedisErrors.noPasswordFile(store, from.file(), e);
      }
    }
    try (DefaultCredentialsProvider chain = DefaultCredentialsProvider.builder().build()) {
      AwsKeys keys = AwsKeys.of(store, chain);
      return IamToken.of((RedisLogin.Iam) login, keys, clock.instant());
    }
  }

  @Override
  public Mono<RedisCredentials> resolveCredentials() {
    return Mono.fromCallable(() -> credentials(password()))
        .subscribeOn(Schedulers.boundedElastic()); // it may ask a server, or read a file
  }

  @Override
  public boolean supportsStreaming() {
    return true;
  }

  @Override
  public Flux<RedisCredentials> credentials() {
    return changes.asFlux();
  }
}
