package io.github.canarywave.domain.rollout;

import java.util.stream.Collectors;

/** What a decision rested on, in few words with numbers: kept with it, so that it can be told. */
public final class Grounds {
    private Grounds() {}

    /**
     * Why a device is commanded.
     *
     * @param inFlight devices between command and outcome before it
     */
    static String ofCommand(View view, long inFlight) {
        Rollout rollout = view.rollout();
        return "wave "
                + rollout.wave(rollout.openWave()).name()
                + " is open; "
                + inFlight
                + " in flight before it"
                + parked(view)
                + ", window "
                + Window.size(rollout);
    }

    /** The numbers of a rollout when something was decided for the whole of it. */
    public static String of(View view, HearingTime time) {
        Rollout rollout = view.rollout();
        String window =
                inFlight(view)
                        + ", "
                        + rollout.commanded()
                        + " commanded, "
                        + rollout.confirmed()
                        + " confirmed";
        if (rollout.openWave() < 0) return window;
        String gates =
                Deciding.gates(rollout, view.tally(), view.answers(), rollout.openWave(), time)
                        .stream()
                        .map(GateReading::text)
                        .collect(Collectors.joining("; "));
        return gates.isEmpty() ? window : window + "; " + gates;
    }

    /** The numbers of the in-flight window. */
    static String inFlight(View view) {
        return view.tally().inFlight()
                + " in flight"
                + parked(view)
                + ", window "
                + Window.size(view.rollout());
    }

    private static String parked(View view) {
        return view.parked() == 0 ? "" : ", " + view.parked() + " of them parked";
    }
}
