package io.github.canarywave.faults;

/** One way to harm a running rig, and its end. */
interface Fault {
    /** Short and stable, as it stands in plans and tables. */
    String name();

    /** Does the harm; returns when it is done. */
    void inject(Rig rig, Releases releases);

    /** Takes the harm away; returns when what was harmed is there again. */
    void undo(Rig rig, Releases releases);
}
