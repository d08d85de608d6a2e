package io.skep.beehive.api;

import java.time.Duration;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A module's way to the bus (KubeEdge's Beehive context). All methods may be called from any thread of the module; a mailbox keeps
 * the order of each sender.
 *
 * <p>A message must not be changed after it has been sent; neither must its content.
 */
@ProviderType
public interface ModuleContext {

    /** Used where a call is given no time, as in KubeEdge: 30 s. */
    Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

    /** This module's name. */
    String name();

    /** This module's group. */
    String group();

    /**
     * Waits for the next message. The message that this thread received before counts as finished from now on.
     *
     * @throws InterruptedException when the module has to stop; the message in hand, if any, counts as finished only when
     *     {@code receive} was entered before the stop
     */
    Message receive() throws InterruptedException;

    /**
     * Waits for the next message and leaves it unfinished until {@link Delivery#done()} is called: for modules that work on
     * several messages at a time. Unfinished deliveries return to the head of the mailbox, in order and marked redelivered, when the
     * module stops.
     */
    Delivery take() throws InterruptedException;

    /**
     * Puts a message into the mailbox of a module. Blocks while the mailbox is full.
     *
     * @throws BusException {@code UNKNOWN_MODULE} when no such module is known or it was stopped by configuration or uninstalled,
     *     {@code MAILBOX_FULL} when a parked mailbox stays full for 30 s
     */
    void send(String module, Message message) throws InterruptedException;

    /**
     * Puts a message into the mailbox of each member of a group, this module included if it is a member. One full member delays the others
     * no longer than it takes to offer to it; it then gets the message in its turn, in order.
     *
     * @throws BusException {@code UNKNOWN_GROUP} when the group has no known member; {@code MAILBOX_FULL} when a member takes no message for
     *     30 s, after all others have got it
     */
    void sendToGroup(String group, Message message) throws InterruptedException;

    /**
     * Sends a message and waits for the answer that names its id as parent. A module that answers uses {@link #respond}.
     *
     * @param timeout from the call to the answer; zero or less means {@link #DEFAULT_TIMEOUT}
     * @throws BusException {@code TIMEOUT} when the deadline passes; a request still in the mailbox then is dropped and counted, never
     *     executed late; {@code UNKNOWN_MODULE} as for {@link #send}
     */
    Message sendSync(String module, Message message, Duration timeout) throws InterruptedException;

    /** As {@link #sendSync} to each member of a group; returns one answer of each member, in order of arrival. */
    List<Message> sendToGroupSync(String group, Message message, Duration timeout) throws InterruptedException;

    /**
     * Hands an answer to the call that waits for {@code response.parentId()}.
     *
     * @return false when nobody waits for it (any more); the answer is then dropped and counted
     */
    boolean respond(Message response);

    /**
     * Starts a virtual thread that belongs to this module: it carries the module's name and is interrupted at once and joined when the module
     * stops. {@link Module#run} may return before it; the module has finished when both have. A task that throws is a failure of the module.
     */
    Thread fork(String name, Task task);

    /** Work that may be told to stop by interruption. */
    @FunctionalInterface
    interface Task {
        void run() throws Exception;
    }
}
