package io.featurefactory.online.redis;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs the query of a GET, as AWS Signature Version 4 says ("Authenticating Requests: Using Query
 * Parameters" in Amazon's documentation).
 */
final class SignatureV4 {
  private static final String ALGORITHM = "AWS4-HMAC-SHA256";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final AwsKeys keys;
  private final String region;
  private final String service;

  SignatureV4(AwsKeys keys, String region, String service) {
    this.keys = keys;
    this.region = region;
    this.service = service;
  }

  /**
   * The query with its signature, sorted.
   *
   * @param host the only header that is signed
   * @param parameters of the query, not encoded
   * @param payload digest of the body, in hex, or what stands for it
   */
  String query(
      String host,
      String path,
      Map<String, String> parameters,
      String payload,
      Instant now,
      Duration valid) {
    String time = TIME.format(now);
    String scope = "%s/%s/%s/aws4_request".formatted(time.substring(0, 8), region, service);
    Map<String, String> all = new TreeMap<>(parameters);
    all.put("X-Amz-Algorithm", ALGORITHM);
    all.put("X-Amz-Credential", keys.id() + "/" + scope);
    all.put("X-Amz-Date", time);
    all.put("X-Amz-Expires", Long.toString(valid.toSeconds()));
    all.put("X-Amz-SignedHeaders", "host");
    if (keys.session() != null) {
      all.put("X-Amz-Security-Token", keys.session());
    }
    String query =
        all.entrySet().stream()
            .map(e -> encoded(e.getKey()) + "=" + encoded(e.getValue()))
            .collect(Collectors.joining("&"));
    String request = String.join("\n", "GET", path, query, "host:" + host, "", "host", payload);
    String text = String.join("\n", ALGORITHM, time, scope, digest(request));
    byte[] key = signingKey(time.substring(0, 8));
    return query + "&X-Amz-Signature=" + HexFormat.of().formatHex(mac(key, text));
  }

  byte[] signingKey(String day) {
    byte[] key = ("AWS4" + keys.secret()).getBytes(StandardCharsets.UTF_8);
    for (String part : new String[] {day, region, service, "aws4_request"}) {
      key = mac(key, part);
    }
    return key;
  }

  /** SHA-256, in hex. */
  static String digest(String text) {
    try {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static byte[] mac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  /** As RFC 3986 does. */
  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8)
        .replace("+", "%20")
        .replace("*", "%2A")
        .replace("%7E", "~");
  }
}
