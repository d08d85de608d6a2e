package io.skep.edge.runtime.cri.internal;

import io.skep.edge.runtime.ImageInfo;
import io.skep.edge.runtime.RegistryLogin;
import io.skep.edge.runtime.RuntimeFailure;
import io.skep.edge.runtime.cri.internal.CallFailure.Kind;
import io.skep.edge.runtime.cri.internal.wire.AuthConfig;
import io.skep.edge.runtime.cri.internal.wire.Image;
import io.skep.edge.runtime.cri.internal.wire.ImageSpec;
import io.skep.edge.runtime.cri.internal.wire.ImageStatusRequest;
import io.skep.edge.runtime.cri.internal.wire.ImageStatusResponse;
import io.skep.edge.runtime.cri.internal.wire.PullImageRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** Finds and fetches images. */
final class Images {

    private static final Duration LOOK = Duration.ofSeconds(10);
    private static final Duration PULL = Duration.ofMinutes(30);
    private static final List<String> BAD_NAME =
            List.of("invalid reference", "parse image reference", "parse reference");
    private static final List<String> NETWORK = List.of(
            "dial tcp",
            "no such host",
            "connection refused",
            "connection reset",
            "i/o timeout",
            "tls handshake timeout",
            "network is unreachable",
            "no route to host",
            "server misbehaving",
            "503 service unavailable",
            "502 bad gateway");

    private final CriConnection connection;

    Images(CriConnection connection) {
        this.connection = connection;
    }

    Optional<ImageInfo> find(String name) throws CallFailure, InterruptedException {
        connection.check();
        ImageStatusRequest request =
                ImageStatusRequest.newBuilder().setImage(spec(name)).build();
        try {
            ImageStatusResponse answer = connection.call(CriMethod.IMAGE_STATUS, request, LOOK);
            return answer.hasImage() ? Optional.of(info(answer.getImage())) : Optional.empty();
        } catch (CallFailure e) {
            if (e.kind() == Kind.NOT_FOUND) {
                return Optional.empty();
            }
            if (e.kind() == Kind.REFUSED && isAny(BAD_NAME, e)) {
                throw badName(name, e);
            }
            throw e;
        }
    }

    private static ImageInfo info(Image image) {
        String id = image.getRepoDigestsCount() > 0 ? image.getRepoDigests(0) : image.getId();
        OptionalLong user = image.hasUid() ? OptionalLong.of(image.getUid().getValue()) : OptionalLong.empty();
        return new ImageInfo(id, user, image.getUsername());
    }

    void pull(String name, List<RegistryLogin> logins) throws InterruptedException {
        List<PullImageRequest> tries = new ArrayList<>();
        for (RegistryLogin login : logins) {
            AuthConfig auth = AuthConfig.newBuilder()
                    .setServerAddress(login.server())
                    .setUsername(login.user())
                    .setPassword(login.password())
                    .build();
            tries.add(PullImageRequest.newBuilder()
                    .setImage(spec(name))
                    .setAuth(auth)
                    .build());
        }
        if (tries.isEmpty()) {
            tries.add(PullImageRequest.newBuilder().setImage(spec(name)).build());
        }
        CallFailure last = null;
        for (PullImageRequest request : tries) {
            try {
                connection.call(CriMethod.PULL_IMAGE, request, PULL);
                return;
            } catch (CallFailure e) {
                last = e;
                if (e.kind() != Kind.REFUSED && e.kind() != Kind.NOT_FOUND && e.kind() != Kind.NOT_PERMITTED) {
                    break;
                }
            }
        }
        throw failure(name, last);
    }

    private RuntimeFailure failure(String name, CallFailure e) {
        if (e.kind() == Kind.REFUSED && isAny(BAD_NAME, e)) {
            return badName(name, e);
        }
        if (e.kind() == Kind.REFUSED && isAny(NETWORK, e)) {
            return new RuntimeFailure(
                    CriError.REGISTRY_UNAVAILABLE,
                    "RegistryUnavailable",
                    "The image " + name + " was not pulled, its registry cannot be reached: "
                            + Failures.brief(e.getMessage()) + ".",
                    e);
        }
        return Failures.of(e, connection.endpoint(), CriError.PULL_FAILED, "ErrImagePull", "The pull of image " + name);
    }

    private static RuntimeFailure badName(String name, CallFailure e) {
        return new RuntimeFailure(
                CriError.BAD_IMAGE,
                "InvalidImageName",
                "The image name '" + name + "' cannot be read: " + Failures.brief(e.getMessage()) + ".",
                e);
    }

    private static boolean isAny(List<String> words, CallFailure e) {
        String sentence = e.getMessage().toLowerCase(Locale.ROOT);
        return words.stream().anyMatch(sentence::contains);
    }

    private static ImageSpec spec(String name) {
        return ImageSpec.newBuilder().setImage(name).build();
    }
}
