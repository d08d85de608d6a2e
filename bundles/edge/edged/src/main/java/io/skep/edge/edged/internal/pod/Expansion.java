package io.skep.edge.edged.internal.pod;

import java.util.Map;

/** Kubernetes' {@code $(NAME)}: known names are replaced, others stay, {@code $$(NAME)} is {@code $(NAME)}. */
final class Expansion {

    private Expansion() {}

    static String expand(String text, Map<String, String> variables) {
        StringBuilder result = new StringBuilder(text.length());
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c == '$' && i + 1 < text.length()) {
                char next = text.charAt(i + 1);
                int end = text.indexOf(')', i + 2);
                if (next == '$') {
                    result.append('$');
                    i += 2;
                    continue;
                }
                if (next == '(' && end > 0) {
                    String name = text.substring(i + 2, end);
                    result.append(variables.getOrDefault(name, "$(" + name + ")"));
                    i = end + 1;
                    continue;
                }
            }
            result.append(c);
            i++;
        }
        return result.toString();
    }
}
