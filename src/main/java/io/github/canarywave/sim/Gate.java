package io.github.canarywave.sim;

import java.util.ArrayDeque;
import java.util.Queue;

/** Lets so many through at a time and the others in the order they came. Safe from any thread. */
final class Gate {
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int free;

    Gate(int places) {
        free = places;
    }

    /** Runs the guest as soon as there is a place, here or on a thread that leaves. */
    void enter(Runnable guest) {
        synchronized (this) {
            if (free == 0) {
                waiting.add(guest);
                return;
            }
            free--;
        }
        guest.run();
    }

    void leave() {
        Runnable next;
        synchronized (this) {
            next = waiting.poll();
            if (next == null) {
                free++;
                return;
            }
        }
        next.run();
    }
}
