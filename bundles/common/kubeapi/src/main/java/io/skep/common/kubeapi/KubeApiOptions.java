package io.skep.common.kubeapi;

import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * What an API is made of besides its store and clock.
 *
 * @param tokens signs service account tokens; without it the token subresource answers 404
 * @param rootCa certificate of the API's CA in PEM; when present, each namespace gets a ConfigMap {@code kube-root-ca.crt} and each new pod the
 *     volume {@code kube-api-access-*}, unless it opts out
 * @param random for names and uids
 */
public record KubeApiOptions(Optional<TokenIssuer> tokens, Optional<String> rootCa, RandomGenerator random) {}
