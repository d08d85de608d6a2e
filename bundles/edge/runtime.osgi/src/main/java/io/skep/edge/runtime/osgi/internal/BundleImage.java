package io.skep.edge.runtime.osgi.internal;

import io.skep.edge.runtime.RuntimeFailure;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.framework.Version;

/** Where a bundle comes from: the image of a container. */
sealed interface BundleImage {

    String PREFIX = "bundle:";

    /** A bundle of the distribution; the highest version when none is given. */
    record Named(String symbolicName, Optional<Version> version) implements BundleImage {}

    /** A bundle to download; the digest is mandatory. */
    record Remote(URI address, String sha256) implements BundleImage {}

    Pattern NAMED = Pattern.compile("bundle:([A-Za-z0-9_.-]{1,200})(?::([0-9A-Za-z_.-]{1,100}))?");
    Pattern REMOTE = Pattern.compile("bundle:(https://[^#\\s]{1,1000})#sha256=([0-9a-fA-F]{64})");

    static BundleImage parse(String image) {
        Matcher remote = REMOTE.matcher(image);
        if (remote.matches()) {
            try {
                return new Remote(URI.create(remote.group(1)), remote.group(2).toLowerCase(java.util.Locale.ROOT));
            } catch (IllegalArgumentException e) {
                throw bad(image, "its address cannot be read");
            }
        }
        if (image.startsWith(PREFIX + "http")) {
            throw bad(image, image.startsWith(PREFIX + "https:") ? "it has no digest" : "only https is allowed");
        }
        Matcher named = NAMED.matcher(image);
        if (!named.matches()) {
            throw bad(image, "it does not begin with bundle: and a symbolic name");
        }
        try {
            return new Named(named.group(1), Optional.ofNullable(named.group(2)).map(Version::parseVersion));
        } catch (IllegalArgumentException e) {
            throw bad(image, named.group(2) + " is no version");
        }
    }

    private static RuntimeFailure bad(String image, String why) {
        return new RuntimeFailure(
                OsgiError.BAD_IMAGE, "InvalidImageName", "The image " + image + " names no bundle: " + why + ".");
    }
}
