package io.skep.edge.metamanager.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.beehive.api.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetaCommandTest {

    @ParameterizedTest
    @CsvSource({
        "edgecontroller, insert, default/pod/a, Push",
        "edgecontroller, update, default/pod/a, Push",
        "edgecontroller, delete, default/pod/a, Push",
        "dynamiccontroller, insert, default/service/a, Push",
        "dynamiccontroller, update, default/service/a, Push",
        "devicecontroller, update, default/device/d, Push",
        "policycontroller, insert, default/serviceaccountaccess/a, Push",
        "somebody, update, default/pod/a, KeepOnly",
        "edged, insert, default/node/n, CallCloud",
        "edged, insert, kube-node-lease/lease/n, CallCloud",
        "edged, update, kube-node-lease/lease/n, CallCloud",
        "edged, insert, default/pod/static, Report",
        "edged, insert, default/event/e, Report",
        "edged, update, default/node/n, Report",
        "edged, update, default/podstatus/a, Report",
        "edged, patch, default/podpatch/a, Report",
        "edged, patch, default/nodepatch/n, Report",
        "edged, delete, default/pod/a, Report",
        "edged, delete, default/configmap/c, Unsupported",
        "edged, query, default/configmap/c, Ask",
        "metaserver, query, default/pod, Ask",
        "edgecontroller, response, default/podpatch/a, LateAnswer",
        "edged, response, default/volume/v, Reply",
        "cloudhub, createvolume, default/volume/v, Volume",
        "edgecontroller, insert, one, Unsupported",
        "edgecontroller, insert, a/b/c/d, Unsupported",
        "edgecontroller, upgrade, default/pod/a, Unsupported",
        "edgehub, connect, node/connection, Connection"
    })
    void parsesEachOperation(String source, String operation, String resource, String command) {
        assertThat(MetaCommand.from(Message.of(source, "resource", operation, resource, null))
                        .getClass()
                        .getSimpleName())
                .isEqualTo(command);
    }

    @Test
    void readsWhetherTheCloudIsConnected() {
        Message message = Message.of("edgehub", "meta", "connect", "node/connection", "cloud_connected");
        assertThat(MetaCommand.from(message)).isEqualTo(new MetaCommand.Connection(true));
        assertThat(MetaCommand.from(message.withContent("cloud_disconnected")))
                .isEqualTo(new MetaCommand.Connection(false));
    }
}
