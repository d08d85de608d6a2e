package io.skep.cloud.cloudhub.internal;

import io.skep.beehive.api.SkepException;
import io.skep.cloud.cloudhub.internal.security.TokenList;
import io.skep.cloud.cloudhub.internal.security.TokenRenewal;
import io.skep.common.pki.JoinToken;
import java.time.Instant;
import java.util.List;

/** What an operator can do with join tokens. */
record JoinTokens(TokenList tokens, TokenRenewal renewal) {

    List<TokenList.Row> list() {
        return tokens.rows();
    }

    /** The present one. */
    String show() {
        return renewal.current();
    }

    /** Another one. */
    String make() {
        return renewal.renew();
    }

    /** @param which an id, a token, or {@code all} */
    void revoke(String which) {
        if (which.equals("all")) {
            tokens.revokeAll();
        } else if (which.indexOf('.') < 0) {
            tokens.revoke(which);
        } else {
            tokens.revoke(end(which));
        }
        renewal.current();
    }

    private static Instant end(String token) {
        return JoinToken.parse(token)
                .expiresAt()
                .orElseThrow(() -> new SkepException(HubError.UNKNOWN_TOKEN, "the token does not say when it ends."));
    }
}
