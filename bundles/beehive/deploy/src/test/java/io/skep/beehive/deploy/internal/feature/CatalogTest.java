package io.skep.beehive.deploy.internal.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.beehive.api.SkepException;
import io.skep.beehive.deploy.internal.feature.Shipped.Jar;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogTest {

    @TempDir
    Path temp;

    private Shipped shipped;
    private Catalog catalog;

    @BeforeEach
    void ship() throws IOException {
        shipped = new Shipped(temp.resolve("home"));
        shipped.feature("base", List.of(), new Jar("a", "1.0.0"));
        shipped.feature("edge", List.of("base"), new Jar("b", "1.0.0"));
        catalog = new Catalog(temp.resolve("home"), temp.resolve("own"));
    }

    private static long size(Offer offer) throws IOException {
        try (InputStream in = offer.jars().open(offer.feature().bundles().getFirst())) {
            return in.readAllBytes().length;
        }
    }

    @Test
    void hasTheFeaturesOfTheDistributionAndThoseFromElsewhereWithTheirJars() throws IOException {
        Shipped.elsewhere(temp.resolve("own"), "mine", List.of(), new Jar("m", "1.0.0"));
        Files.createDirectories(temp.resolve("own/jars"));
        Files.move(temp.resolve("own/m-1.0.0.jar"), temp.resolve("own/jars/m-1.0.0.jar"));
        Files.move(temp.resolve("home/bundle/b-1.0.0.jar"), temp.resolve("home/repo/b-1.0.0.jar"));

        assertThat(catalog.all()).extracting(Offer::name).containsExactly("base", "edge", "mine");
        assertThat(catalog.all()).extracting(Offer::shipped).containsExactly(true, true, false);
        for (Offer offer : catalog.all()) {
            assertThat(size(offer)).isPositive();
        }
    }

    @Test
    void leavesOutAFileThatIsWrong() throws IOException {
        Files.writeString(temp.resolve("home/features/edge.json"), "{");
        assertThat(catalog.all()).extracting(Offer::name).containsExactly("base");
        assertThatThrownBy(() -> catalog.get("edge")).hasMessageContaining("edge.json is wrong");
    }

    @Test
    void readsAFileAndAnAddressWithTheJarsBeside() throws IOException {
        Path file = Shipped.elsewhere(temp.resolve("there"), "mine", List.of("base"), new Jar("m", "1.0.0"));
        for (String name : List.of(file.toString(), file.toUri().toString())) {
            Offer offer = catalog.get(name);
            assertThat(offer.name()).isEqualTo("mine");
            assertThat(offer.shipped()).isFalse();
            assertThat(size(offer)).isPositive();
        }
    }

    @Test
    void refusesOtherAddressesAndNamesThatAreNone() {
        assertThatThrownBy(() -> catalog.get("ftp://127.0.0.1/mine.json")).hasMessageContaining("begins with none of");
        assertThatThrownBy(() -> catalog.get("../edge")).hasMessage("There is no feature ../edge.");
        assertThatThrownBy(() -> catalog.get(temp.resolve("no.json").toString()))
                .isInstanceOfSatisfying(
                        SkepException.class, e -> assertThat(e.line()).startsWith("SKEP-291 "));
    }

    @Test
    void putsRequiredFeaturesFirst() {
        assertThat(catalog.closure(List.of(catalog.get("edge"))))
                .extracting(Offer::name)
                .containsExactly("base", "edge");
    }

    @Test
    void refusesACircleAndAFeatureThatIsMissing() throws IOException {
        shipped.feature("x", List.of("y"), new Jar("x", "1.0.0"));
        shipped.feature("y", List.of("x"), new Jar("y", "1.0.0"));
        shipped.feature("z", List.of("gone"), new Jar("z", "1.0.0"));
        assertThatThrownBy(() -> catalog.closure(List.of(catalog.get("x")))).hasMessageContaining("in a circle");
        assertThatThrownBy(() -> catalog.closure(List.of(catalog.get("z"))))
                .hasMessage("The feature z requires the feature gone, which is not there.");
    }
}
