package io.skep.edge.store.internal;

import java.sql.Connection;
import java.sql.SQLException;

/** Work on the database; runs on a thread of the store. */
@FunctionalInterface
interface Sql<T> {
    T run(Connection connection) throws SQLException;
}
