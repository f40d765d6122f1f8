"""Row fleet: many devices from command to confirmed."""
import os, time

from .processes import EMBEDDED, MOSQUITTO, Mosquitto, Server, end, online
from .system import cpu_by_thread, cpu_seconds, memory_mib, shares

MESSAGES_PER_DEVICE = 5  # accepted, installing, rebooting, birth, confirmed


def fleet_round(server, fleet, devices, number, name, broker):
    """One campaign: first command that reaches a device until the last confirmed is acknowledged, which is on disk."""
    version = f"9.0.{number}"
    image = server.release(version)
    fleet.say(f"campaign {version} {image} {devices}")
    fleet.event("expecting", nth=number)
    threads, fleet_cpu = cpu_by_thread(server.pid), cpu_seconds(fleet.pid)
    total, outside = cpu_seconds(server.pid), cpu_seconds(broker.pid) if broker else 0
    begin = time.monotonic()
    server.apply(f"{name}-{number}", version, devices)
    applied = time.monotonic()
    seen = fleet.event("confirmed", 900, nth=number)
    end = time.monotonic()
    total, fleet_used = cpu_seconds(server.pid) - total, cpu_seconds(fleet.pid) - fleet_cpu
    used = {t: s - threads.get(t, 0) for t, s in cpu_by_thread(server.pid).items()}
    server.until(f"/api/v1/campaigns/{name}-{number}", lambda s: s["states"].get("Confirmed", 0) == devices, 60)
    ms = 1000 / devices
    ours, inside, jvm = shares(used)
    return {"confirmed": seen["confirmed"], "seconds": seen["seconds"], "apply_to_done_seconds": round(end - applied, 3), "apply_seconds": round(applied - begin, 3),
            "commands_per_second": round(devices / max(seen["commands_seconds"], 1e-3)),
            "messages_per_second": round(devices * MESSAGES_PER_DEVICE / seen["seconds"]),
            "server_cpu_ms_per_device": round(total * ms, 3),
            # The JVM's own threads work for both; they are shared out as the others' CPU.
            "without_broker_cpu_ms_per_device": round((ours + jvm * ours / max(ours + inside, 1e-9)) * ms, 3),
            "server_cpu_ms_by_thread": {t: round(s * ms, 3) for t, s in sorted(used.items(), key=lambda x: -x[1]) if s * ms >= 0.005},
            "outside_broker_cpu_ms_per_device": round((cpu_seconds(broker.pid) - outside) * ms, 3) if broker else None,
            "fleet_cpu_ms_per_device": round(fleet_used * ms, 3), "repeats": seen["repeats"],
            "broken_connections": seen["broken_connections"], "median_confirmed_seconds": seen["median_confirmed_seconds"],
            "rss_mib": memory_mib(server.pid, "VmRSS"), "peak_rss_mib": memory_mib(server.pid, "VmHWM")}


def fleet_row(bench, folder, broker, variant, *more):
    options = bench.options
    bench.tools.run_bench("Seed", os.path.join(folder, "data"), options.devices)
    mosquitto = Mosquitto(folder, options.devices) if broker == MOSQUITTO else None
    server, fleet = Server(bench.tools, folder, options.java_options, broker=mosquitto), None
    try:
        begin = time.monotonic()
        fleet = online(bench, folder, server.ready(), options.devices, *more)
        seconds = round(time.monotonic() - begin, 1)
        rounds = [fleet_round(server, fleet, options.devices, n, "fleet", mosquitto)
                  for n in range(1, options.warmup + options.rounds + 1)]
        warm = rounds[options.warmup:]
        bench.details[f"fleet {broker} {variant}"] = {
            "online_seconds": seconds, "warmup": rounds[:options.warmup], "rounds": warm,
            "heap_mib": server.heap_mib(), "gc": server.jcmd("GC.heap_info").splitlines()[1:3]}
    finally:
        end(fleet, server, options, mosquitto)
    fleet_bars(bench, f"{options.devices} devices, {broker}, {variant}: ", warm, BARS.get((broker, variant)))


def fleet_bars(bench, what, rounds, bar_seconds):
    def of(name):
        return [r[name] for r in rounds]
    full = bench.options.devices == 10_000
    bench.row("fleet", what + "first command to last confirmed", "s", of("seconds"), bar=bar_seconds if full else None, at_most=True)
    bench.row("fleet", what + "CPU of ours per device", "ms", of("without_broker_cpu_ms_per_device"),
              bar=0.5 if full and bar_seconds else None, at_most=True)
    bench.row("fleet", what + "CPU of the process", "ms", of("server_cpu_ms_per_device"))
    bench.row("fleet", what + "messages of devices", "1/s", of("messages_per_second"))
    bench.row("fleet", what + "resident", "MiB", of("rss_mib"))


SESSION, RECONNECT = "reboot within the connection", "reboot by a new connection"
BARS = {(EMBEDDED, SESSION): 6, (MOSQUITTO, SESSION): 3}


def fleet_rows(bench, folder):
    for broker in bench.options.broker:
        fleet_row(bench, os.path.join(folder, broker, "session"), broker, SESSION)
        if bench.options.rounds > 1:
            fleet_row(bench, os.path.join(folder, broker, "reconnect"), broker, RECONNECT, "reboot=reconnect")
