import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.dsl.HttpMethod;
import io.fabric8.mockwebserver.http.Buffer;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;

/**
 * The API of Kubernetes as fabric8 keeps it, on a free port of the loopback interface. Says the
 * port; then of each pod that is made its name and its words, and of each map of settings what is
 * in it, in Base64. Takes, one a line, what becomes of a pod: its namespace, its name and a phase.
 * Ends with its standard input.
 */
final class KubernetesServer {
  private static final int NOT_FOUND = 404;

  /** Knows server-side apply of what is not there, and that a new pod is pending. */
  private static final class Dispatcher extends KubernetesCrudDispatcher {
    @Override
    public MockResponse handlePatch(RecordedRequest request) {
      byte[] body = body(request);
      String path = request.getPath();
      MockResponse response = super.handlePatch(copy(request, HttpMethod.PATCH, path, body));
      String folder = path.substring(0, path.replaceFirst("[?].*", "").lastIndexOf('/'));
      return response.code() == NOT_FOUND
          ? handleCreate(copy(request, HttpMethod.POST, folder, body))
          : response;
    }

    @Override
    public MockResponse handleCreate(RecordedRequest request) {
      byte[] body = body(request);
      String path = request.getPath();
      if (path.endsWith("/pods")) {
        Pod pod = Serialization.unmarshal(new String(body, StandardCharsets.UTF_8), Pod.class);
        pod = pod.edit().withNewStatus().withPhase("Pending").endStatus().build();
        body = Serialization.asJson(pod).getBytes(StandardCharsets.UTF_8);
        System.out.println(
            "pod\t%s\t%s"
                .formatted(
                    pod.getMetadata().getName(),
                    String.join("\t", pod.getSpec().getContainers().get(0).getArgs())));
      } else if (path.endsWith("/configmaps")) {
        ConfigMap map =
            Serialization.unmarshal(new String(body, StandardCharsets.UTF_8), ConfigMap.class);
        String text = map.getData().getOrDefault("spark.properties", "");
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.out.println("map\t" + Base64.getEncoder().encodeToString(bytes));
      }
      return super.handleCreate(copy(request, HttpMethod.POST, path, body));
    }

    /** Can be read once. */
    private static byte[] body(RecordedRequest request) {
      return request.getUtf8Body().getBytes(StandardCharsets.UTF_8);
    }

    private static RecordedRequest copy(
        RecordedRequest request, HttpMethod method, String path, byte[] body) {
      return new RecordedRequest(
          request.getHttpVersion(), method, path, request.getHeaders(), new Buffer(body));
    }
  }

  public static void main(String[] args) throws Exception {
    KubernetesMockServer server =
        new KubernetesMockServer(
            new Context(), new MockWebServer(), new HashMap<>(), new Dispatcher(), false);
    server.init(InetAddress.getLoopbackAddress(), 0);
    System.out.println(server.getPort());
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (KubernetesClient client = server.createClient()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] words = line.split(" ");
        client
            .pods()
            .inNamespace(words[0])
            .withName(words[1])
            .edit(pod -> pod.edit().editOrNewStatus().withPhase(words[2]).endStatus().build());
      }
    }
    server.destroy();
  }
}
