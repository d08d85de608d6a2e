package io.skep.edge.runtime.cri.internal;

import com.google.protobuf.MessageLite;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.skep.edge.runtime.cri.internal.wire.Condition;
import io.skep.edge.runtime.cri.internal.wire.Container;
import io.skep.edge.runtime.cri.internal.wire.ContainerId;
import io.skep.edge.runtime.cri.internal.wire.ContainerMetadata;
import io.skep.edge.runtime.cri.internal.wire.ContainerState;
import io.skep.edge.runtime.cri.internal.wire.ContainerStatus;
import io.skep.edge.runtime.cri.internal.wire.ContainerStatusResponse;
import io.skep.edge.runtime.cri.internal.wire.CreateContainerRequest;
import io.skep.edge.runtime.cri.internal.wire.Empty;
import io.skep.edge.runtime.cri.internal.wire.ListContainersResponse;
import io.skep.edge.runtime.cri.internal.wire.ListPodSandboxResponse;
import io.skep.edge.runtime.cri.internal.wire.PodSandbox;
import io.skep.edge.runtime.cri.internal.wire.PodSandboxId;
import io.skep.edge.runtime.cri.internal.wire.PodSandboxNetworkStatus;
import io.skep.edge.runtime.cri.internal.wire.PodSandboxState;
import io.skep.edge.runtime.cri.internal.wire.PodSandboxStatus;
import io.skep.edge.runtime.cri.internal.wire.PodSandboxStatusResponse;
import io.skep.edge.runtime.cri.internal.wire.RunPodSandboxRequest;
import io.skep.edge.runtime.cri.internal.wire.RuntimeStatus;
import io.skep.edge.runtime.cri.internal.wire.StatusResponse;
import io.skep.edge.runtime.cri.internal.wire.VersionResponse;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;

/** An engine in this process that keeps sandboxes and containers in tables; each of its answers can be replaced by a test. */
final class FakeCri implements AutoCloseable {

    final Map<String, PodSandbox> sandboxes = new ConcurrentHashMap<>();
    final Map<String, Container> containers = new ConcurrentHashMap<>();
    final Map<String, ContainerStatus> statuses = new ConcurrentHashMap<>();
    final List<String> called = new CopyOnWriteArrayList<>();
    final List<MessageLite> asked = new CopyOnWriteArrayList<>();

    private final Path socket;
    private final Map<String, Function<? extends MessageLite, ? extends MessageLite>> answers = new HashMap<>();
    private final List<StreamObserver<Empty>> followers = new CopyOnWriteArrayList<>();
    private boolean hasEvents;
    private final List<Logger> notices = List.of(
            Logger.getLogger("io.grpc.netty.NettyServerHandler"),
            Logger.getLogger("io.grpc.internal.SerializingExecutor"));
    private EventLoopGroup loop;
    private Server server;
    private int ids;

    FakeCri(Path socket) {
        this.socket = socket;
        notices.forEach(logger -> logger.setLevel(Level.OFF));
        on(
                CriMethod.VERSION,
                question -> VersionResponse.newBuilder()
                        .setRuntimeName("fake")
                        .setRuntimeVersion("1.2.3")
                        .build());
        on(CriMethod.STATUS, question -> status(true, ""));
        on(
                CriMethod.LIST_SANDBOXES,
                question -> ListPodSandboxResponse.newBuilder()
                        .addAllItems(sandboxes.values().stream()
                                .filter(item -> item.getLabelsMap()
                                        .entrySet()
                                        .containsAll(question.getFilter()
                                                .getLabelSelectorMap()
                                                .entrySet()))
                                .toList())
                        .build());
        on(
                CriMethod.LIST_CONTAINERS,
                question -> ListContainersResponse.newBuilder()
                        .addAllContainers(containers.values().stream()
                                .filter(item -> item.getLabelsMap()
                                        .entrySet()
                                        .containsAll(question.getFilter()
                                                .getLabelSelectorMap()
                                                .entrySet()))
                                .toList())
                        .build());
        on(CriMethod.RUN_SANDBOX, this::run);
        on(
                CriMethod.SANDBOX_STATUS,
                question -> PodSandboxStatusResponse.newBuilder()
                        .setStatus(PodSandboxStatus.newBuilder()
                                .setNetwork(PodSandboxNetworkStatus.newBuilder().setIp("10.0.0.7")))
                        .build());
        on(CriMethod.STOP_SANDBOX, question -> Empty.getDefaultInstance());
        on(CriMethod.REMOVE_SANDBOX, question -> {
            sandboxes.remove(question.getPodSandboxId());
            containers.values().removeIf(one -> one.getPodSandboxId().equals(question.getPodSandboxId()));
            return Empty.getDefaultInstance();
        });
        on(CriMethod.CREATE_CONTAINER, this::create);
        on(CriMethod.START_CONTAINER, question -> {
            state(question.getContainerId(), ContainerState.CONTAINER_RUNNING);
            return Empty.getDefaultInstance();
        });
        on(CriMethod.STOP_CONTAINER, question -> {
            state(question.getContainerId(), ContainerState.CONTAINER_EXITED);
            return Empty.getDefaultInstance();
        });
        on(CriMethod.REMOVE_CONTAINER, question -> {
            containers.remove(question.getContainerId());
            return Empty.getDefaultInstance();
        });
        on(CriMethod.CONTAINER_STATUS, question -> containerStatus(question.getContainerId()));
    }

    private ContainerStatusResponse containerStatus(String id) {
        Container container = containers.get(id);
        if (container == null) {
            throw Status.NOT_FOUND.withDescription("no such container").asRuntimeException();
        }
        ContainerStatus.Builder status = statuses.getOrDefault(id, ContainerStatus.getDefaultInstance()).toBuilder()
                .setId(id)
                .setMetadata(container.getMetadata())
                .setState(container.getState())
                .setImage(container.getImage())
                .setImageRef("sha256:1");
        return ContainerStatusResponse.newBuilder()
                .setStatus(status)
                .putInfo("info", "{\"config\":{\"pid\":1},\"pid\":4711}")
                .build();
    }

    static StatusResponse status(boolean network, String message) {
        return StatusResponse.newBuilder()
                .setStatus(RuntimeStatus.newBuilder()
                        .addConditions(
                                Condition.newBuilder().setType("RuntimeReady").setStatus(true))
                        .addConditions(Condition.newBuilder()
                                .setType("NetworkReady")
                                .setStatus(network)
                                .setReason(network ? "" : "NetworkPluginNotReady")
                                .setMessage(message)))
                .build();
    }

    private PodSandboxId run(RunPodSandboxRequest question) {
        String id = "s" + ++ids;
        sandboxes.put(
                id,
                PodSandbox.newBuilder()
                        .setId(id)
                        .setMetadata(question.getConfig().getMetadata())
                        .setState(PodSandboxState.SANDBOX_READY)
                        .setCreatedAt(ids)
                        .putAllLabels(question.getConfig().getLabelsMap())
                        .build());
        return PodSandboxId.newBuilder().setPodSandboxId(id).build();
    }

    private ContainerId create(CreateContainerRequest question) {
        String id = "c" + ++ids;
        containers.put(
                id,
                Container.newBuilder()
                        .setId(id)
                        .setPodSandboxId(question.getPodSandboxId())
                        .setMetadata(question.getConfig().getMetadata())
                        .setImage(question.getConfig().getImage())
                        .setState(ContainerState.CONTAINER_CREATED)
                        .setCreatedAt(ids)
                        .putAllLabels(question.getConfig().getLabelsMap())
                        .build());
        return ContainerId.newBuilder().setContainerId(id).build();
    }

    /** A container in the tables. */
    String add(String sandbox, Map<String, String> labels, String name, int attempt, ContainerState state) {
        String id = "c" + ++ids;
        containers.put(
                id,
                Container.newBuilder()
                        .setId(id)
                        .setPodSandboxId(sandbox)
                        .setMetadata(
                                ContainerMetadata.newBuilder().setName(name).setAttempt(attempt))
                        .setState(state)
                        .setCreatedAt(ids)
                        .putAllLabels(labels)
                        .build());
        return id;
    }

    void state(String id, ContainerState state) {
        containers.computeIfPresent(
                id, (key, old) -> old.toBuilder().setState(state).build());
    }

    void sandboxState(String id, PodSandboxState state) {
        sandboxes.computeIfPresent(
                id, (key, old) -> old.toBuilder().setState(state).build());
    }

    /** Before the start. */
    <Q extends MessageLite, R extends MessageLite> FakeCri on(CriMethod<Q, R> method, Function<Q, R> answer) {
        answers.put(method.name(), answer);
        return this;
    }

    <Q extends MessageLite, R extends MessageLite> FakeCri fail(
            CriMethod<Q, R> method, Status.Code code, String sentence) {
        return on(method, question -> {
            throw code.toStatus().withDescription(sentence).asRuntimeException();
        });
    }

    FakeCri withEvents() {
        hasEvents = true;
        return this;
    }

    void event() {
        followers.forEach(follower -> follower.onNext(Empty.getDefaultInstance()));
    }

    int followers() {
        return followers.size();
    }

    FakeCri start() throws IOException {
        ServerServiceDefinition.Builder runtime = ServerServiceDefinition.builder("runtime.v1.RuntimeService");
        ServerServiceDefinition.Builder image = ServerServiceDefinition.builder("runtime.v1.ImageService");
        for (CriMethod<?, ?> method : List.of(
                CriMethod.VERSION,
                CriMethod.STATUS,
                CriMethod.RUN_SANDBOX,
                CriMethod.STOP_SANDBOX,
                CriMethod.REMOVE_SANDBOX,
                CriMethod.SANDBOX_STATUS,
                CriMethod.LIST_SANDBOXES,
                CriMethod.CREATE_CONTAINER,
                CriMethod.START_CONTAINER,
                CriMethod.STOP_CONTAINER,
                CriMethod.REMOVE_CONTAINER,
                CriMethod.LIST_CONTAINERS,
                CriMethod.CONTAINER_STATUS,
                CriMethod.REOPEN_LOG,
                CriMethod.EXEC_SYNC)) {
            serve(runtime, method);
        }
        serve(image, CriMethod.IMAGE_STATUS);
        serve(image, CriMethod.PULL_IMAGE);
        if (hasEvents) {
            runtime.addMethod(
                    CriChannel.descriptor(CriMethod.EVENTS, MethodType.SERVER_STREAMING),
                    ServerCalls.asyncServerStreamingCall((question, follower) -> followers.add(follower)));
        }
        Files.deleteIfExists(socket);
        loop = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
        server = NettyServerBuilder.forAddress(UnixDomainSocketAddress.of(socket))
                .channelType(NioServerDomainSocketChannel.class)
                .bossEventLoopGroup(loop)
                .workerEventLoopGroup(loop)
                .maxInboundMessageSize(CriChannel.LARGEST_MESSAGE)
                .addService(runtime.build())
                .addService(image.build())
                .build()
                .start();
        return this;
    }

    private <Q extends MessageLite, R extends MessageLite> void serve(
            ServerServiceDefinition.Builder service, CriMethod<Q, R> method) {
        if (!answers.containsKey(method.name())) {
            return;
        }
        service.addMethod(
                CriChannel.descriptor(method, MethodType.UNARY),
                ServerCalls.asyncUnaryCall((question, out) -> answer(method, question, out)));
    }

    @SuppressWarnings("unchecked")
    private <Q extends MessageLite, R extends MessageLite> void answer(
            CriMethod<Q, R> method, Q question, StreamObserver<R> out) {
        called.add(method.name().substring(method.name().indexOf('/') + 1));
        asked.add(question);
        ((ServerCallStreamObserver<R>) out).setOnCancelHandler(() -> {});
        R answer;
        try {
            answer = ((Function<Q, R>) answers.get(method.name())).apply(question);
        } catch (StatusRuntimeException e) {
            out.onError(e);
            return;
        }
        out.onNext(answer);
        out.onCompleted();
    }

    /** The last question of a kind. */
    <Q extends MessageLite> Q last(Class<Q> kind) {
        List<Q> found = new ArrayList<>();
        asked.stream().filter(kind::isInstance).map(kind::cast).forEach(found::add);
        return found.getLast();
    }

    Endpoint endpoint() {
        return new Endpoint("unix://" + socket);
    }

    CriSettings settings() {
        return new CriSettings("edge-t", endpoint(), endpoint(), Duration.ofSeconds(5));
    }

    @Override
    public void close() {
        stop();
    }

    /** May be started again. */
    void stop() {
        if (server != null) {
            server.shutdownNow();
            loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
        }
    }
}
