package io.github.canarywave.statistics;

import java.util.Arrays;

/**
 * When something happens to which device, the earliest first; a heap of plain numbers, for speed.
 */
final class EventQueue {
    /** A fleet has fewer devices than this. */
    private static final int DEVICES = 1 << 20;

    private long[] heap = new long[1 << 10];
    private int size;

    void add(long millis, int device) {
        if (size == heap.length) heap = Arrays.copyOf(heap, 2 * size);
        long event = millis * DEVICES + device;
        int at = size++;
        for (int up = (at - 1) / 2; at > 0 && heap[up] > event; up = (at - 1) / 2) {
            heap[at] = heap[up];
            at = up;
        }
        heap[at] = event;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** Of the earliest event. */
    long millis() {
        return heap[0] / DEVICES;
    }

    /** Takes the earliest event away; its device. */
    int take() {
        int device = (int) (heap[0] % DEVICES);
        long last = heap[--size];
        int at = 0;
        for (int down = 1; down < size; down = 2 * at + 1) {
            if (down + 1 < size && heap[down + 1] < heap[down]) down++;
            if (heap[down] >= last) break;
            heap[at] = heap[down];
            at = down;
        }
        heap[at] = last;
        return device;
    }
}
