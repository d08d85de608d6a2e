package io.skep.beehive.shell.internal;

import org.apache.felix.service.command.CommandSession;

/**
 * What a command may do with the place where its output goes.
 *
 * @param columns width, 0 for no limit
 * @param colors whether it is a terminal that shows colours and can be drawn anew
 */
record Screen(int columns, boolean colors) {

    private static final String COLUMNS = "COLUMNS";
    private static final String COLORS = "skep.colors";

    static void set(CommandSession session, int columns, boolean colors) {
        resize(session, columns);
        session.put(COLORS, colors);
    }

    static void resize(CommandSession session, int columns) {
        session.put(COLUMNS, String.valueOf(columns));
    }

    /** The screen of a session as it is now; of another shell's, one without limit and colours. */
    static Screen of(CommandSession session) {
        Object columns = session.get(COLUMNS);
        boolean number = columns != null && columns.toString().matches("\\d{1,5}");
        return new Screen(number ? Integer.parseInt(columns.toString()) : 0, Boolean.TRUE.equals(session.get(COLORS)));
    }
}
