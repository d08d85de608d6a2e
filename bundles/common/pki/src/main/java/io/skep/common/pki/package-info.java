/**
 * Certificates, join tokens and TLS material of both sides (docs/protocol/certificates.md).
 *
 * <p>Bouncy Castle's classes are loaded only when a certificate or a request is made: never at an idle edge.
 */
@Export
@Version("1.1.0")
package io.skep.common.pki;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
