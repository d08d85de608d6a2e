package io.skep.beehive.api;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.service.component.annotations.ComponentPropertyType;

/**
 * Gives a {@link Module} component its Beehive identity as the service properties {@code beehive.module.name} and
 * {@code beehive.module.group}. The words are visible on the wire and are KubeEdge's, odd or not (edgehub is module
 * {@code websocket} in group {@code hub}).
 */
@ComponentPropertyType
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface BeehiveModule {

    /** Prefix of the service properties. */
    String PREFIX_ = "beehive.module.";

    /** Service property with the module's name. */
    String NAME = "beehive.module.name";

    /** Service property with the module's group. */
    String GROUP = "beehive.module.group";

    /** The module's name: the address that {@link ModuleContext#send} takes. */
    String name();

    /** The group that {@link ModuleContext#sendToGroup} takes. */
    String group();
}
