package io.skep.cloud.cloudhub.internal;

import io.skep.beehive.api.SkepException;
import io.skep.cloud.cloudhub.internal.security.Refusals;
import io.skep.cloud.cloudhub.internal.security.TokenList;
import io.skep.cloud.cloudhub.internal.session.NodeSession;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.felix.service.command.Descriptor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code cloudhub:nodes}, {@code cloudhub:refused}, {@code cloudhub:token}. */
@Component(
        service = CloudHubShell.class,
        property = {
            "osgi.command.scope=cloudhub",
            "osgi.command.function=nodes",
            "osgi.command.function=refused",
            "osgi.command.function=token"
        })
public final class CloudHubShell {

    private final CloudHubModule hub;

    @Activate
    public CloudHubShell(@Reference CloudHubModule hub) {
        this.hub = hub;
    }

    /** The connected edges. */
    @Descriptor("lists the connected edges, each with its traffic and what it has not acknowledged yet")
    public List<Map<String, Object>> nodes() {
        return hub.nodes().stream().map(CloudHubShell::columns).toList();
    }

    private static Map<String, Object> columns(NodeSession.Row row) {
        Map<String, Object> columns = new LinkedHashMap<>();
        columns.put("node", row.node());
        columns.put("peer", row.peer());
        columns.put("since", row.since().truncatedTo(ChronoUnit.SECONDS));
        columns.put("keepalive", row.keepalive().truncatedTo(ChronoUnit.SECONDS));
        columns.put("sent", row.sent());
        columns.put("received", row.received());
        columns.put("waiting", row.waiting());
        columns.put("flying", row.inFlight());
        columns.put("window", row.window());
        columns.put("skep", row.skep());
        columns.put("lane", row.lane());
        return columns;
    }

    /** Who was refused. */
    @Descriptor("lists the peers and messages that were refused, the latest last, with how often and why")
    public List<Map<String, Object>> refused() {
        return hub.refusals().rows().stream().map(CloudHubShell::columns).toList();
    }

    private static Map<String, Object> columns(Refusals.Row row) {
        Map<String, Object> columns = new LinkedHashMap<>();
        columns.put("what", row.what());
        columns.put("node", row.node());
        columns.put("address", row.address());
        columns.put("times", row.count());
        columns.put("since", row.since().truncatedTo(ChronoUnit.SECONDS));
        columns.put("reason", row.reason());
        return columns;
    }

    /** The join tokens. */
    @Descriptor("lists the join tokens that are not too old")
    public List<Map<String, Object>> token() {
        return tokens().list().stream().map(CloudHubShell::columns).toList();
    }

    private static Map<String, Object> columns(TokenList.Row row) {
        Map<String, Object> columns = new LinkedHashMap<>();
        columns.put("id", row.id());
        columns.put("expires", row.expires());
        columns.put("state", row.state());
        return columns;
    }

    /** One token. */
    @Descriptor("gives a join token: show the present one, which is never too old, or new for another one")
    public String token(@Descriptor("action, which is show or new") String action) {
        return switch (action) {
            case "show" -> tokens().show();
            case "new" -> tokens().make();
            default -> throw unknown(action);
        };
    }

    /** The end of tokens. */
    @Descriptor(
            "makes join tokens useless, at once and at every cloudcore; the present one is replaced if it is among them")
    public List<Map<String, Object>> token(
            @Descriptor("action, which is revoke") String action,
            @Descriptor("ID, a whole token, or the word all") String which) {
        if (!action.equals("revoke")) {
            throw unknown(action);
        }
        tokens().revoke(which);
        return token();
    }

    private JoinTokens tokens() {
        return hub.tokens()
                .orElseThrow(() -> new SkepException(HubError.NOT_READY, "the hub has no certificate authority yet."));
    }

    private static SkepException unknown(String action) {
        return new SkepException(HubError.TOKEN_COMMAND, "cloudhub:token cannot do '" + action + "'.");
    }
}
