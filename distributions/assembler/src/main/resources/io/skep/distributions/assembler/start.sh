#!/bin/sh
# Starts @NAME@ in the foreground. Options: --dir FOLDER, --name NAME, --config FILE, --feature NAME (again and again).
# Environment: JAVA_HOME or SKEP_JAVA; SKEP_JAVA_OPTS for further flags; SKEP_AOT_CACHE, a file made for this JVM and these bundles.
set -eu

home=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)

major() { # prints the release of a JDK or JRE folder, 0 if there is none
    if [ -x "$1/bin/java" ] && [ -r "$1/release" ]; then
        sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
    else
        echo 0
    fi
}

java=${SKEP_JAVA:-}
if [ -z "$java" ]; then
    on_path=$(command -v java 2>/dev/null || true)
    [ -z "$on_path" ] || on_path=$(dirname -- "$(dirname -- "$(readlink -f -- "$on_path")")")
    for candidate in "${JAVA_HOME:-}" "$on_path" /usr/lib/jvm/* /opt/*jdk* /opt/*/jdk* "${HOME:-/}"/.sdkman/candidates/java/*; do
        if [ "$(major "$candidate")" -ge 25 ]; then
            java=$candidate/bin/java
            break
        fi
    done
fi
if [ -z "$java" ]; then
    echo "SKEP-101 No Java 25 or newer was found in JAVA_HOME, /usr/lib/jvm, /opt, ~/.sdkman or PATH. Install one (for example Temurin 25) or set JAVA_HOME." >&2
    exit 1
fi

cache=${SKEP_AOT_CACHE:-}
[ -r "$cache" ] || cache=''
export MALLOC_ARENA_MAX="${MALLOC_ARENA_MAX:-2}"

# The flags are measured: docs/decisions/0003-start-flags.md. SKEP_JAVA_OPTS is split into words on purpose.
# shellcheck disable=SC2086
exec "$java" \
    -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:TrimNativeHeapInterval=10000 -Xss256k -Xms8m -Xmx@HEAP@ -XX:MinHeapFreeRatio=10 -XX:MaxHeapFreeRatio=20 -XX:-UsePerfData -XX:+ExitOnOutOfMemoryError \
    --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED \
    -Djdk.tls.rejectClientInitiatedRenegotiation=true -Dio.netty.jfr.enabled=false -Dio.netty.leakDetection.level=disabled -Dio.netty.allocator.type=@ALLOCATOR@ \
    ${cache:+"-XX:AOTCache=$cache"} \
    ${SKEP_AOT_OUTPUT:+"-XX:AOTCacheOutput=$SKEP_AOT_OUTPUT"} \
    -Xlog:disable -Xlog:all=error:stderr \
    "-Dorg.sqlite.lib.path=$home/native/$(uname -m)" \
    ${SKEP_JAVA_OPTS:-} \
    -cp "@CLASS_PATH@" \
    io.skep.distributions.launcher.Launcher --home "$home" --distribution @NAME@ "$@"
