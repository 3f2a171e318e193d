package io.featurefactory.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RefusedRequestsTest {
  @RegisterExtension static final HttpMarket market = new HttpMarket();

  @Test
  void lookup_badRequests_are4xxWithTheReasonAndTheServerLives() throws Exception {
    assertRefused("", 400, "The body is empty");
    assertRefused("[1]", 400, "The body begins with [ (expected: a JSON object)");
    assertRefused("{\"service\": ", 400, "The body is no JSON");
    assertRefused("{} {}", 400, "The body goes on after the object, at line 1, column 4");
    assertRefused("{\"service\": \"a\", \"service\": \"b\"}", 400, "Duplicate field 'service'");
    assertRefused(
        "{\"servce\": \"ranking\"}", 400, "Unknown field 'servce' (did you mean 'service'?)");
    assertRefused("{}", 400, "None of service, view given (expected: exactly one)");
    assertRefused("{\"service\": 5}", 400, "service: 5 (expected: a text)");
    assertRefused("{\"service\": \"rankin\"}", 404, "no such service: rankin");
    assertRefused("{\"service\": \"ranking\"}", 400, "entities: null (expected: an object");
    assertRefused(
        "{\"service\": \"ranking\", \"entities\": {\"ad\": 1}}",
        400,
        "ranking@3 has no key or input 'ad'");
    assertRefused(
        HttpMarket.PAGE.replace("\"bonus\": 1", "\"bonus\": [1, 2, 3]"),
        400,
        "ad_id has 2 values, bonus has 3 (expected: one for each row in all lists");
    assertRefused(
        HttpMarket.PAGE.replace("\"bonus\": 1", "\"bonus\": 1.5"),
        400,
        "bonus: 1.5 is no bigint (expected: a whole number of 64 bits)");
    assertRefused(
        HttpMarket.PAGE.replace("\"U1\"", "7"),
        400,
        "user_id: 7 is no string (expected: a text in quotes)");
    assertRefused(
        HttpMarket.PAGE.replace("\"U1\"", "{\"a\": 1}"), 400, "user_id: an object is no string");
    assertRefused(
        HttpMarket.PAGE.replace("}}", "}, \"within_ms\": 0}"),
        400,
        "within_ms: 0 (expected: a whole number");
    assertRefused(
        HttpMarket.PAGE.replace("}}", "}, \"details\": 1}"),
        400,
        "details: 1 (expected: true or false)");
    assertRefused(
        "{\"service\": \"ranking\", \"entities\": {\"ad_id\": [%s], \"user_id\": \"U1\", \"bonus\": 1}}"
            .formatted("\"A1\",".repeat(100) + "\"A1\""),
        400,
        "101 rows (expected: at most 100 in one request; send several)");
    assertRefused(
        "x".repeat(100_001), 413, "The body is too large (expected: at most 100000 bytes)");
    assertRefused("{\"a\":" + "[".repeat(10_000), 400, "beyond the limits of a request");
    assertRefused("{\"a\":" + "9".repeat(5_000) + "}", 400, "beyond the limits of a request");
    assertRefused("\u0000\u0001", 400, "The body is no JSON");

    assertRefused(
        "{\"service\": \"%s\"}".formatted("x".repeat(50_000)), 400, "a name of 50000 characters");
    assertRefused(
        HttpMarket.PAGE.replace("\"bonus\": 1", "\"bonus\": \"+5\""),
        400,
        "bonus: '+5' is no bigint");
    assertRefused(
        HttpMarket.PAGE.replace("\"bonus\": 1", "\"bonus\": \"\u0663\""),
        400,
        "bonus: '\u0663' is no bigint");
    assertThat(
            market
                .send(
                    HttpRequest.newBuilder(market.uri("/v1/lookup"))
                        .header("content-type", "multipart/form-data; boundary=x")
                        .POST(HttpRequest.BodyPublishers.ofString(HttpMarket.PAGE)))
                .statusCode())
        .isEqualTo(415);
    HttpResponse<String> encoded =
        market.send(
            HttpRequest.newBuilder(market.uri("/v1/lookup"))
                .header("content-encoding", "gzip")
                .POST(HttpRequest.BodyPublishers.ofString(HttpMarket.PAGE)));
    assertThat(encoded.statusCode()).isEqualTo(415);
    assertThat(encoded.body()).contains("The body is encoded, as gzip");
    assertThat(market.get("/v1/lookup").statusCode()).isEqualTo(405);
    assertThat(market.get("/no/such/path").statusCode()).isEqualTo(404);
    assertThat(market.post("/v1/lookup", HttpMarket.PAGE).statusCode()).isEqualTo(200);
  }

  @Test
  void server_bytesThatAreNoHttp_lives() throws Exception {
    for (String garbage : List.of("\u0000\u0001\u0002", "GET", "POST / HTTP/9.9\r\n\r\n", "\r\n")) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), market.port()));
        socket.getOutputStream().write(garbage.getBytes(StandardCharsets.ISO_8859_1));
      }
    }
    assertThat(market.post("/v1/lookup", HttpMarket.PAGE).statusCode()).isEqualTo(200);
  }

  private void assertRefused(String body, int status, String message) throws Exception {
    HttpResponse<String> answer = market.post("/v1/lookup", body);
    assertThat(answer.body()).as(body).contains(message);
    assertThat(answer.body()).startsWith("{\"error\":\"");
    assertThat(answer.statusCode()).isEqualTo(status);
  }
}
