package io.skep.beehive.runtime.internal.engine;

import java.util.regex.Pattern;

/** The start of a content as text that may be shown: secrets are blotted out. */
final class Redaction {

    private static final int MOST = 512;
    private static final String BLOT = "***";

    /** Kinds of resources whose whole content is secret. */
    private static final Pattern SECRET_RESOURCE =
            Pattern.compile("(?i)(^|/)(secret|secrets|serviceaccounttoken|edge\\.crt)(/|$)");

    private static final Pattern SECRET_OBJECT = Pattern.compile("\"kind\"\\s*:\\s*\"Secret(List)?\"");

    /** A member of a JSON text whose name tells that its value is nobody's business. */
    private static final Pattern SECRET_MEMBER = Pattern.compile(
            "(?i)(\"[^\"]{0,80}(?:token|password|passwd|secret|credential|authorization|private_?key|api_?key|\\.dockercfg|dockerconfigjson)[^\"]{0,80}\"\\s*:\\s*)"
                    + "(\"(?:\\\\.|[^\"\\\\])*+\"?|[^,}\\]\\s]+)");

    /** What looks like a token wherever it stands. */
    private static final Pattern TOKEN = Pattern.compile("(?i)(bearer\\s+)\\S+|eyJ[\\w-]{8,}\\.[\\w-]+(?:\\.[\\w-]*)?");

    private Redaction() {}

    static String text(String resource, Object content) {
        if (content == null) {
            return "";
        }
        if (content instanceof byte[] bytes) {
            return bytes.length + " bytes";
        }
        if (SECRET_RESOURCE.matcher(resource).find()) {
            return BLOT;
        }
        String text = String.valueOf(content);
        if (SECRET_OBJECT.matcher(text).find()) {
            return BLOT;
        }
        String start = text.length() > MOST * 2 ? text.substring(0, MOST * 2) : text;
        String open = TOKEN.matcher(SECRET_MEMBER.matcher(start).replaceAll("$1\"" + BLOT + "\""))
                .replaceAll(BLOT);
        String line = open.replaceAll("\\p{Cntrl}+", " ");
        return line.length() <= MOST && text.length() <= MOST * 2
                ? line
                : line.substring(0, Math.min(MOST, line.length())) + "…";
    }
}
