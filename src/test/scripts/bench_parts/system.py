"""What the system says of processes and of this machine."""
import os, re

TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pid):
    return sum(thread_seconds(f"/proc/{pid}/stat")[1:])


def thread_seconds(file):
    with open(file) as f:
        head, tail = f.read().rsplit(")", 1)
    fields = tail.split()
    return head.split("(", 1)[1], int(fields[11]) / TICKS, int(fields[12]) / TICKS


def cpu_by_thread(pid):
    """Seconds of each living thread, numbers at the end of names taken off."""
    sums = {}
    for task in os.listdir(f"/proc/{pid}/task"):
        try:
            name, user, system = thread_seconds(f"/proc/{pid}/task/{task}/stat")
        except (FileNotFoundError, ProcessLookupError):
            continue
        name = re.sub(r"[-# ]*\d+$", "", name)
        sums[name] = sums.get(name, 0) + user + system
    return sums


def memory_mib(pid, what):
    with open(f"/proc/{pid}/status") as f:
        return round(int(re.search(what + r":\s+(\d+)", f.read()).group(1)) / 1024)


BROKER_THREADS = ("hivemq-", "extension-", "single-writer", "scheduled-persi", "embedded-hivemq", "global-traffic", "ssl-context")
JVM_THREADS = ("C1 ", "C2 ", "GC ", "G1 ", "VM ", "Common-Cleaner", "Reference Handl", "Signal", "Service Thread", "Monitor", "Notification",
               "JFR", "java", "Sweeper", "Attach")


def shares(used):
    """CPU of our threads, of the embedded broker's and of the JVM's own."""
    broker = sum(s for t, s in used.items() if t.startswith(BROKER_THREADS))
    jvm = sum(s for t, s in used.items() if t.startswith(JVM_THREADS))
    return sum(used.values()) - broker - jvm, broker, jvm
