package io.skep.itests.bench.edges;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.common.pki.Subject;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EdgeCertificatesTest {

    @TempDir
    Path folder;

    @BeforeEach
    void makeCa() throws IOException {
        EdgeCertificates.ensureCa(folder);
    }

    private Path cache() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "edges-*.bin")) {
            return files.iterator().next();
        }
    }

    @Test
    void eachHasItsOwnKeyAndNode() throws IOException {
        EdgeCertificates certificates = EdgeCertificates.open(folder);
        certificates.ensure(3);
        assertThat(certificates.get(0).key()).isNotEqualTo(certificates.get(1).key());
        assertThat(Subject.findNode(certificates.get(2).certificate())).contains("load-2");
        assertThat(certificates.get(2).certificate().getIssuerX500Principal())
                .isEqualTo(certificates.authority().getSubjectX500Principal());
    }

    @Test
    void areKeptAndOnlyAddedTo() throws IOException {
        EdgeCertificates first = EdgeCertificates.open(folder);
        first.ensure(2);
        EdgeCertificates second = EdgeCertificates.open(folder);
        second.ensure(1);
        second.ensure(4);
        assertThat(second.get(1).certificate()).isEqualTo(first.get(1).certificate());
        assertThat(EdgeCertificates.open(folder).get(3).certificate())
                .isEqualTo(second.get(3).certificate());
    }

    @Test
    void anExistingCaStays() throws IOException {
        byte[] before = Files.readAllBytes(folder.resolve("rootCA.key"));
        EdgeCertificates.ensureCa(folder);
        assertThat(folder.resolve("rootCA.key")).hasBinaryContent(before);
    }

    @Test
    void saysWhichFileIsDamaged() throws IOException {
        EdgeCertificates.open(folder).ensure(1);
        Files.write(cache(), new byte[] {0, 0, 0, 1, 0x7f, 0, 0, 0});
        assertThatThrownBy(() -> EdgeCertificates.open(folder)).hasMessageContaining("edges-*.bin");
    }
}
