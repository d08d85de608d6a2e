package io.skep.cloud.edgecontroller.internal.up;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.skep.beehive.api.Message;
import io.skep.cloud.edgecontroller.internal.EdgeCommand;
import io.skep.cloud.edgecontroller.internal.EdgeCommand.Action;
import io.skep.cloud.kube.KubeException;
import io.skep.cloud.kube.KubeResource;
import io.skep.common.model.ResourcePath;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class RefusedTest {

    private final Logger logger = (Logger) LoggerFactory.getLogger(Refused.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final Refused refused = new Refused();

    @BeforeEach
    void listen() {
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void leave() {
        logger.detachAppender(lines);
    }

    private KubeException refuse(String node, Action action) {
        Message message = Message.of("edged", "meta", "query", "node/" + node + "/default/secret/s", null);
        EdgeCommand command = new EdgeCommand(action, new ResourcePath(node, "default", "secret", "s"), message);
        return refused.refuse(command, KubeResource.SECRETS, "s", "no pod on node " + node + " refers to it");
    }

    @Test
    void tellsTheFirstOfANodeForAnActionAndCountsAll() {
        for (int i = 0; i < 50; i++) {
            refuse("edge-1", Action.SECRET_QUERY);
        }
        refuse("edge-1", Action.LEASE_UPDATE);
        KubeException answer = refuse("edge-2", Action.SECRET_QUERY);

        assertThat(answer.status().path("reason").asText()).isEqualTo("Forbidden");
        assertThat(refused.count()).isEqualTo(52);
        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .hasSize(3)
                .first()
                .asString()
                .startsWith("SECRET_QUERY of node edge-1 refused, repetitions are only counted: SKEP-620 ");
    }
}
