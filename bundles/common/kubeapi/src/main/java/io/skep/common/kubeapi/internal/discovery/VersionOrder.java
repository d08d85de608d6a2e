package io.skep.common.kubeapi.internal.discovery;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Kubernetes' order of API versions, best first: {@code v2 v1 v2beta1 v1beta2 v1alpha1}, then the rest by name. */
public final class VersionOrder implements Comparator<String> {

    private static final Pattern FORM = Pattern.compile("v([0-9]{1,9})(?:(alpha|beta)([0-9]{1,9}))?");

    @Override
    public int compare(String left, String right) {
        Matcher a = FORM.matcher(left);
        Matcher b = FORM.matcher(right);
        if (!a.matches() || !b.matches()) {
            return a.matches() ? -1 : b.matches() ? 1 : left.compareTo(right);
        }
        int stability = Integer.compare(stability(b), stability(a));
        if (stability != 0) {
            return stability;
        }
        int major = Integer.compare(number(b.group(1)), number(a.group(1)));
        return major != 0 ? major : Integer.compare(number(b.group(3)), number(a.group(3)));
    }

    private static int stability(Matcher version) {
        return version.group(2) == null ? 2 : version.group(2).equals("beta") ? 1 : 0;
    }

    private static int number(String digits) {
        return digits == null ? 0 : Integer.parseInt(digits);
    }
}
