package io.github.canarywave.app;

import org.jspecify.annotations.Nullable;

import java.util.function.Function;

/**
 * Something told to many listeners, and the one form in which it goes out to all of them: made by
 * the first who needs it. Safe from any thread.
 */
public final class Telling {
    private final Told what;
    private @Nullable Object form;

    public Telling(Told what) {
        this.what = what;
    }

    public Told what() {
        return what;
    }

    /**
     * The form, made once.
     *
     * @param make the same function each time
     */
    @SuppressWarnings("unchecked") // There is one maker.
    public synchronized <F> F form(Function<Told, F> make) {
        if (form == null) form = make.apply(what);
        return (F) form;
    }
}
