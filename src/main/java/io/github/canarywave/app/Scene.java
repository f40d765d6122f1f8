package io.github.canarywave.app;

import java.util.List;
import java.util.Optional;

/** What a room shows. Confined to the lock of its room, but for {@link #picture}. */
interface Scene {
    /** What is new since it was asked last. */
    List<Told> news();

    /**
     * All that a newcomer must know, by what {@link #news} found last.
     *
     * @param behind what happened behind this place is told again
     * @param whole whether anything besides
     */
    List<Telling> past(long behind, boolean whole);

    /** It does not hold any more what it has kept of the past. */
    void forget();

    /** The costly part of the news, from any thread; {@link #shows} says whether it is new. */
    Optional<FleetMap> picture();

    /** Keeps a picture; whether it differs from the one before. */
    boolean shows(FleetMap picture);
}
