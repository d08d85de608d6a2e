package io.skep.edge.store.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.edge.store.MetaChange;
import io.skep.edge.store.MetaRow;
import io.skep.edge.store.ObjectRow;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteMetaStoreTest {

    @TempDir
    private Path folder;

    private Database database;
    private SqliteMetaStore store;

    @BeforeEach
    void open() {
        database = Stores.open(folder);
        store = new SqliteMetaStore(database);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void findsWhatWasPutAndReplacesIt() throws Exception {
        store.put(new MetaRow("default/pod/a", "pod", "{\"v\":1}"));
        store.put(new MetaRow("default/pod/a", "pod", "{\"v\":2}"));

        assertThat(store.find("default/pod/a")).contains(new MetaRow("default/pod/a", "pod", "{\"v\":2}"));
        assertThat(store.find("default/pod/b")).isEmpty();
        assertThat(store.delete("default/pod/a")).isTrue();
        assertThat(store.delete("default/pod/a")).isFalse();
    }

    @Test
    void listsByTypeAndByPrefix() throws Exception {
        store.put(new MetaRow("default/pod/b", "pod", "{}"));
        store.put(new MetaRow("default/pod/a", "pod", "{}"));
        store.put(new MetaRow("default/podpatch/a", "podpatch", "{}"));
        store.put(new MetaRow("default_/pod/a", "pod", "{}"));

        assertThat(store.listByType("pod"))
                .extracting(MetaRow::key)
                .containsExactly("default/pod/a", "default/pod/b", "default_/pod/a");
        assertThat(store.listByPrefix("default/pod/"))
                .extracting(MetaRow::key)
                .containsExactly("default/pod/a", "default/pod/b");
        assertThat(store.listByPrefix("")).hasSize(4);
    }

    @Test
    void removesOnlyTheObjectThatIsMeant() throws Exception {
        store.put(new MetaRow("default/pod/a", "pod", "{\"metadata\":{\"uid\":\"11\"}}"));

        assertThat(store.apply(List.of(new MetaChange.DeleteContaining("default/pod/a", "22"))))
                .isZero();
        assertThat(store.find("default/pod/a")).isPresent();
        assertThat(store.apply(List.of(new MetaChange.DeleteTypeContaining("pod", "11"))))
                .isEqualTo(1);
        assertThat(store.find("default/pod/a")).isEmpty();
    }

    @Test
    void keepsApiObjectsWithTheirRevision() throws Exception {
        assertThat(store.revision()).isZero();
        ObjectRow pod = new ObjectRow("/core/v1/pods/default/a", "/v1, Resource=pods", "default", "a", 7, "{}");
        ObjectRow node = new ObjectRow("/core/v1/nodes/null/n", "/v1, Resource=nodes", "", "n", 9, "{}");
        store.apply(List.of(new MetaChange.PutObject(pod), new MetaChange.PutObject(node)));

        assertThat(store.findObject(pod.key())).contains(pod);
        assertThat(store.listObjects("/v1, Resource=pods", "default")).containsExactly(pod);
        assertThat(store.listObjects("/v1, Resource=pods", "other")).isEmpty();
        assertThat(store.listObjects("/v1, Resource=nodes", "")).containsExactly(node);
        assertThat(store.revision()).isEqualTo(9);
        store.apply(List.of(new MetaChange.DeleteObject(node.key(), "")));
        assertThat(store.findObject(node.key())).isEmpty();
    }

    @Test
    void keepsTopicsAndUrlsOnce() throws Exception {
        store.addTopic("b/+");
        store.addTopic("a");
        store.addTopic("a");
        store.addTargetUrl("http://x");
        store.removeTargetUrl("http://y");

        assertThat(store.topics()).containsExactly("a", "b/+");
        store.removeTopic("a");
        assertThat(store.topics()).containsExactly("b/+");
        assertThat(store.targetUrls()).containsExactly("http://x");
    }

    @Test
    void survivesAReopening() throws Exception {
        store.put(new MetaRow("default/pod/a", "pod", "{}"));
        database.close();

        open();
        assertThat(store.find("default/pod/a")).isPresent();
    }

    @Test
    void readsTheFileOfAGoEdgecore() throws Exception {
        Path file = folder.resolve("go.db");
        try (Connection go = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement sql = go.createStatement()) {
            sql.execute("CREATE TABLE `meta` (`key` varchar(256) NOT NULL PRIMARY KEY,"
                    + " `type` varchar(32) NOT NULL DEFAULT '', `value` text)");
            sql.execute("INSERT INTO `meta` VALUES ('default/pod/a', 'pod', NULL)");
        }
        Database other = new Database(file, Stores.ROOMY);
        try {
            assertThat(new SqliteMetaStore(other).find("default/pod/a"))
                    .contains(new MetaRow("default/pod/a", "pod", ""));
        } finally {
            other.close();
        }
    }

    @Test
    void writesTablesThatAnotherReaderUnderstands() throws Exception {
        store.put(new MetaRow("default/secret/s", "secret", "{\"a\":1}"));

        try (Connection go = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("edgecore.db"));
                Statement sql = go.createStatement();
                ResultSet row = sql.executeQuery("SELECT `key`, `type`, `value` FROM `meta`")) {
            assertThat(row.next()).isTrue();
            assertThat(row.getString("key")).isEqualTo("default/secret/s");
            assertThat(row.getString("type")).isEqualTo("secret");
            assertThat(row.getString("value")).isEqualTo("{\"a\":1}");
        }
    }
}
