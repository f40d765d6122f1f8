"""Rows start and restart."""
import os, time

from .processes import EMBEDDED, MOSQUITTO, LeanFleet, Mosquitto, Server, end, free_port, online
from .system import memory_mib

IDLE_SECONDS = 5


def start_rows(bench, folder):
    for broker in bench.options.broker:
        start_row(bench, os.path.join(folder, broker), broker)


def start_row(bench, folder, broker):
    """`serve` on a folder that exists: process start to ready, and what it holds in memory when nothing happens."""
    bench.tools.run_bench("Seed", os.path.join(folder, "data"), 100)
    mosquitto, seen = Mosquitto(folder) if broker == MOSQUITTO else None, []
    try:
        for _ in range(bench.options.warmup + bench.options.rounds):
            server = Server(bench.tools, folder, broker=mosquitto)
            try:
                server.ready()
                time.sleep(IDLE_SECONDS)
                seen.append({"seconds": server.ready_seconds, "rss_mib": memory_mib(server.pid, "VmRSS")})
            finally:
                server.stop()
    finally:
        if mosquitto:
            mosquitto.kill()
    bench.details[f"start {broker}"] = seen
    warm = seen[bench.options.warmup:]
    seconds, mib = (3, 400) if broker == EMBEDDED else (1, 200)
    bench.row("start", f"serve, broker {broker}, until ready", "s", [r["seconds"] for r in warm], bar=seconds, at_most=True)
    bench.row("start", f"broker {broker}, resident {IDLE_SECONDS} s later, idle", "MiB", [r["rss_mib"] for r in warm], bar=mib, at_most=True)


def restart_rows(bench, folder):
    for devices in bench.options.registered:
        restart_row(bench, os.path.join(folder, str(devices)), devices)


def restart_row(bench, folder, devices):
    """A rollout over all registered devices runs, few of them online; the server is killed and started again."""
    tools, few = bench.tools, 20
    begin = time.monotonic()
    tools.run_bench("Seed", os.path.join(folder, "data"), devices)
    detail = {"registered_seconds": round(time.monotonic() - begin, 1), "restarts": []}
    port = free_port()
    server, fleet = Server(tools, folder, plain_port=port), None
    try:
        fleet = online(bench, folder, server.ready(), few)
        image = server.release("9.0.1")
        plans = [timed(lambda: server.apply("restart", "9.0.1", devices, "plans")) for _ in range(2)]
        fleet.say(f"campaign 9.0.1 {image} {few}")
        detail["apply_seconds"] = timed(lambda: server.apply("restart", "9.0.1", devices))
        begin = time.monotonic()
        fleet.event("confirmed", 900)
        detail["freeze_to_confirmed_seconds"] = round(time.monotonic() - begin, 1)
        heaps = [server.heap_mib()]
        detail["database_mib"] = os.path.getsize(os.path.join(server.data, "canarywave.db")) >> 20
        for n in range(1, bench.options.rounds + 1):
            fleet.kill()
            server.kill()
            server = Server(tools, folder, plain_port=port)
            fleet = LeanFleet(tools, folder, port, few, f"first={1000 * n}", "retry=100")
            fleet.say(f"campaign 9.0.1 {image} {few}")
            server.ready()
            fleet.event("first-command", 300)
            first = time.monotonic() - server.begun
            detail["restarts"].append({"first_command_seconds": round(first, 2), "ready_seconds": round(server.ready_seconds, 2)})
            heaps.append(server.heap_mib())
    finally:
        end(fleet, server, bench.options)
    bench.details[f"restart {devices}"] = dict(detail, plan_seconds=plans, heap_mib=heaps)
    full = devices == 1_000_000
    what = f"{devices} registered: "
    bench.row("restart", what + "plan", "s", plans, bar=10 if full else None, at_most=True)
    bench.row("restart", what + "killed, process start to first command", "s", [r["first_command_seconds"] for r in detail["restarts"]],
              bar=10 if full else None, at_most=True)
    bench.row("restart", what + "heap after a collection", "MiB", heaps, bar=1024 if full else None, at_most=True)


def timed(work):
    begin = time.monotonic()
    work()
    return round(time.monotonic() - begin, 3)
