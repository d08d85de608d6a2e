package io.skep.cloud.edgecontroller.internal.up;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.cloud.edgecontroller.internal.EdgeCommand;
import io.skep.cloud.edgecontroller.internal.Outgoing;
import io.skep.cloud.edgecontroller.internal.down.EdgeView;
import io.skep.cloud.kube.KubeClient;
import io.skep.cloud.kube.KubeException;
import io.skep.cloud.kube.KubeResource;
import io.skep.common.model.Contents;
import java.util.function.Supplier;

/** What an edge's pods need: ConfigMaps, Secrets, volumes, tokens. */
final class Queries {

    private final KubeClient kube;
    private final EdgeView view;
    private final Access access;
    private final Outgoing hub;

    Queries(KubeClient kube, EdgeView view, Access access, Outgoing hub) {
        this.kube = kube;
        this.view = view;
        this.access = access;
        this.hub = hub;
    }

    void configMap(EdgeCommand command) throws InterruptedException {
        cached(command, KubeResource.CONFIGMAPS, () -> {
            access.requireConfigMap(command);
            return view.findConfigMap(command.path().namespace(), command.path().name())
                    .orElseGet(() -> live(command, KubeResource.CONFIGMAPS));
        });
    }

    void secret(EdgeCommand command) throws InterruptedException {
        cached(command, KubeResource.SECRETS, () -> {
            access.requireSecret(command);
            return view.findSecret(command.path().namespace(), command.path().name())
                    .orElseGet(() -> live(command, KubeResource.SECRETS));
        });
    }

    private void cached(EdgeCommand command, KubeResource resource, Supplier<ObjectNode> lookup)
            throws InterruptedException {
        try {
            hub.send(Answers.object(command, lookup.get()));
        } catch (KubeException e) {
            hub.send(Answers.error(
                    command,
                    e.isNotFound() ? Answers.notFound(resource, command.path().name()) : e));
        }
    }

    void volume(EdgeCommand command) throws InterruptedException {
        answer(command, () -> access.checkVolume(command, live(command, KubeResource.PERSISTENTVOLUMES)));
    }

    void claim(EdgeCommand command) throws InterruptedException {
        answer(command, () -> access.checkClaim(command, live(command, KubeResource.PERSISTENTVOLUMECLAIMS)));
    }

    void attachment(EdgeCommand command) throws InterruptedException {
        answer(command, () -> access.checkAttachment(command, live(command, KubeResource.VOLUMEATTACHMENTS)));
    }

    private ObjectNode live(EdgeCommand command, KubeResource resource) {
        String namespace = resource.namespaced() ? command.path().namespace() : "";
        return kube.get(resource, namespace, command.path().name());
    }

    private void answer(EdgeCommand command, Supplier<ObjectNode> lookup) throws InterruptedException {
        try {
            hub.send(Answers.object(command, lookup.get()));
        } catch (KubeException e) {
            hub.send(Answers.error(command, e));
        }
    }

    void token(EdgeCommand command) throws InterruptedException {
        JsonNode request = Contents.tree(command.message());
        try {
            access.requireBoundPod(command, request);
            ObjectNode token = kube.createSub(
                    KubeResource.SERVICEACCOUNTS,
                    command.path().namespace(),
                    command.path().name(),
                    "token",
                    request);
            hub.send(Answers.of(command, typed(token), ""));
        } catch (KubeException e) {
            hub.send(Answers.error(command, e));
        }
    }

    private static ObjectNode typed(ObjectNode token) {
        ObjectNode typed = token.objectNode();
        typed.put("kind", "TokenRequest").put("apiVersion", "authentication.k8s.io/v1");
        typed.setAll(token);
        return typed;
    }
}
