package io.skep.edge.edgehub.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The line {@code token:} below {@code modules.edgeHub} of edgecore.yaml. Every other line stays as it is. */
final class TokenLine {

    private static final Pattern KEY = Pattern.compile("^( *)([A-Za-z0-9_.-]+) *:(.*)$");

    private TokenLine() {}

    /** Blanks the token, in place of the old file at once and with mode 0640; false when there is no such line in block style. */
    static boolean blank(Path yaml) throws IOException {
        Path file = yaml.toRealPath();
        String text = Files.readString(file);
        List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
        int at = find(lines);
        if (at < 0) {
            return false;
        }
        String line = lines.get(at);
        String end = line.endsWith("\r") ? "\r" : "";
        lines.set(at, line.substring(0, line.indexOf("token")) + "token: \"\"" + end);
        replace(file, String.join("\n", lines));
        return true;
    }

    private static int find(List<String> lines) {
        String[] path = {"modules", "edgeHub", "token"};
        int[] indents = {-1, -1, -1};
        int depth = 0;
        for (int i = 0; i < lines.size(); i++) {
            Matcher key = KEY.matcher(lines.get(i));
            if (!key.matches()) {
                continue;
            }
            int indent = key.group(1).length();
            while (depth > 0 && indent <= indents[depth - 1]) {
                depth--;
            }
            boolean child = depth == 0 ? indent == 0 : indent == childIndent(indents, depth, indent);
            if (child && key.group(2).equals(path[depth])) {
                if (depth == 2) {
                    return i;
                }
                indents[depth] = indent;
                indents[depth + 1] = -1;
                depth++;
            }
        }
        return -1;
    }

    /** All keys of one mapping stand in the same column: that of the first. */
    private static int childIndent(int[] indents, int depth, int indent) {
        if (indents[depth] < 0) {
            indents[depth] = indent;
        }
        return indents[depth];
    }

    private static void replace(Path file, String text) throws IOException {
        Path fresh = Files.createTempFile(
                file.getParent(),
                "edgecore",
                ".tmp",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(fresh, text);
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-r-----"));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }
}
