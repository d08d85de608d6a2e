package io.skep.beehive.shell.internal;

import java.util.Arrays;
import java.util.List;

/** Lines of cells that come one after another: a column grows with its longest cell so far and never shrinks. */
final class Columns {

    private static final int WIDEST = 40;

    private final int[] widths;

    /** @param widths of the columns at the start */
    Columns(int... widths) {
        this.widths = widths.clone();
    }

    /** The cells beside each other, the last one as long as it is; control characters are blanks. */
    String line(List<String> cells, Screen screen) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            String cell = TablePrinter.clean(cells.get(i), false);
            if (i < widths.length) {
                widths[i] = Math.max(widths[i], Math.min(cell.length(), WIDEST));
            }
            line.append(screen.colors() ? Paint.state(cell) : cell);
            if (i < cells.size() - 1) {
                line.repeat(' ', Math.max(0, widths[i] - cell.length()) + 2);
            }
        }
        return line.toString().stripTrailing();
    }

    @Override
    public String toString() {
        return Arrays.toString(widths);
    }
}
