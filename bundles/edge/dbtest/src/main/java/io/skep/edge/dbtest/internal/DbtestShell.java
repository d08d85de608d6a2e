package io.skep.edge.dbtest.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.skep.beehive.api.Bus;
import io.skep.beehive.api.Message;
import io.skep.beehive.api.ModuleContext;
import io.skep.beehive.api.Operations;
import io.skep.common.model.Json;
import org.apache.felix.service.command.Descriptor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Commands of dbtest. */
@Component(
        service = DbtestShell.class,
        property = {
            "osgi.command.scope=dbtest",
            "osgi.command.function=stats",
            "osgi.command.function=put",
            "osgi.command.function=get"
        })
public final class DbtestShell {

    private static final String METAMANAGER = "metamanager";

    private final DbtestModule module;
    private final Bus bus;

    @Activate
    public DbtestShell(@Reference DbtestModule module, @Reference Bus bus) {
        this.module = module;
        this.bus = bus;
    }

    @Descriptor("shows what the module has received since its bundle was started")
    public Traffic.Figures stats() {
        return module.traffic().figures();
    }

    @Descriptor("sends a resource to metamanager as if the cloud had inserted it")
    public String put(
            @Descriptor("namespace") String namespace,
            @Descriptor("type, such as configmap") String type,
            @Descriptor("name") String name,
            @Descriptor("the object as JSON") String json)
            throws InterruptedException {
        Message message = Message.of(
                "edgecontroller", "resource", Operations.INSERT, resource(namespace, type, name), tree(json));
        bus.send(METAMANAGER, message);
        return "sent " + message.id();
    }

    @Descriptor("asks metamanager for a resource")
    public String get(
            @Descriptor("namespace") String namespace,
            @Descriptor("type, such as configmap") String type,
            @Descriptor("name") String name)
            throws InterruptedException {
        Message request =
                Message.of(DbtestModule.NAME, "resource", Operations.QUERY, resource(namespace, type, name), null);
        Message answer = bus.sendSync(METAMANAGER, request, ModuleContext.DEFAULT_TIMEOUT);
        return answer.operation() + " " + Json.write(answer.content());
    }

    private static String resource(String namespace, String type, String name) {
        return namespace + "/" + type + "/" + name;
    }

    private static Object tree(String json) {
        try {
            return Json.parse(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the object is no JSON: " + e.getOriginalMessage());
        }
    }
}
