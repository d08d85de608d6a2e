package io.skep.beehive.runtime.internal;

import io.skep.beehive.api.Bus.State;
import io.skep.beehive.api.Message;
import io.skep.beehive.runtime.internal.engine.BusState;
import io.skep.beehive.runtime.internal.engine.BusState.Box;
import io.skep.beehive.runtime.internal.engine.BusState.Counts;
import io.skep.beehive.runtime.internal.engine.BusState.Letter;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The state of a bus as lists of the JDK's types, so that it holds on to no class loader of the bus or of its contract. The contents of messages stay
 * the objects that they are.
 */
final class FlatState {

    /** Number of this form; to be raised with each change of it. */
    static final Integer FORM = 1;

    private FlatState() {}

    static List<Object> of(BusState state) {
        return Stream.concat(
                        Stream.<Object>of(state.lateAnswers()),
                        state.boxes().stream().map(FlatState::box))
                .toList();
    }

    static BusState read(List<?> flat) {
        return new BusState(
                (Long) flat.getFirst(),
                flat.stream().skip(1).map(box -> readBox((List<?>) box)).toList());
    }

    private static List<Object> box(Box box) {
        return List.of(
                box.name(),
                box.group(),
                box.state().name(),
                box.lastError(),
                box.restarts(),
                box.counts().received(),
                box.counts().redelivered(),
                box.counts().dropped(),
                box.stuck(),
                box.letters().stream().map(FlatState::letter).toList());
    }

    private static Box readBox(List<?> flat) {
        return new Box(
                (String) flat.get(0),
                (String) flat.get(1),
                State.valueOf((String) flat.get(2)),
                (String) flat.get(3),
                (Integer) flat.get(4),
                new Counts((Long) flat.get(5), (Long) flat.get(6), (Long) flat.get(7)),
                ((List<?>) flat.get(8)).stream().map(Thread.class::cast).toList(),
                ((List<?>) flat.get(9))
                        .stream().map(letter -> readLetter((List<?>) letter)).toList());
    }

    /** The content may be null. */
    private static List<Object> letter(Letter letter) {
        Message message = letter.message();
        return Arrays.asList(
                letter.redelivered(),
                message.id(),
                message.parentId(),
                message.timestamp(),
                message.resourceVersion(),
                message.sync(),
                message.source(),
                message.group(),
                message.operation(),
                message.resource(),
                message.content());
    }

    private static Letter readLetter(List<?> flat) {
        Message message = new Message(
                (String) flat.get(1),
                (String) flat.get(2),
                (Long) flat.get(3),
                (String) flat.get(4),
                (Boolean) flat.get(5),
                (String) flat.get(6),
                (String) flat.get(7),
                (String) flat.get(8),
                (String) flat.get(9),
                flat.get(10));
        return new Letter(message, (Boolean) flat.get(0));
    }
}
