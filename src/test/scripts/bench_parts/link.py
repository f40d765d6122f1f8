"""Rows dispatch and folding, beside the bare client and bare batches."""
import json, os, time

from .processes import MOSQUITTO, SERVE_FLAGS, LeanFleet, Mosquitto, Server, Talker, end, online


def link_rows(bench, folder):
    for broker in bench.options.broker:
        link_row(bench, os.path.join(folder, broker), broker)


def link_row(bench, folder, broker):
    """Dispatch, and folding through the broker: devices take a command, then all speak at once. Peer: the bare client."""
    options, tools, devices = bench.options, bench.tools, bench.options.devices
    ours_folder, bare_folder = os.path.join(folder, "ours"), os.path.join(folder, "bare")
    os.makedirs(bare_folder)
    tools.run_bench("Seed", os.path.join(ours_folder, "data"), devices)
    outside = [Mosquitto(ours_folder, devices), Mosquitto(bare_folder, devices)] if broker == MOSQUITTO else [None, None]
    server, rounds, started = Server(tools, ours_folder, options.java_options, broker=outside[0]), [], []
    try:
        fleet = online(bench, ours_folder, server.ready(), devices, "act=held")
        started.append(fleet)
        where = [outside[1].port, "canarywave-bare", Mosquitto.USERS["canarywave-bare"]] if outside[1] else [bare_folder]
        bare = Talker(tools.bench("BareClient", where, SERVE_FLAGS), os.path.join(bare_folder, "bare.log"))
        started.append(bare)
        crowd = LeanFleet(tools, bare_folder, bare.event("listening", 60)["port"], devices, "act=held")
        started.append(crowd)
        crowd.event("ready", 600)
        for n in range(1, options.warmup + options.rounds + 1):
            rounds.append(dict(link_round(server, fleet, devices, n), **bare_round(bare, crowd, devices, n, fleet)))
    finally:
        for process in started + [b for b in outside if b]:
            process.kill()
        end(None, server, options)
    warm = rounds[options.warmup:]
    bench.details[f"link {broker}"] = {"warmup": rounds[:options.warmup], "rounds": warm}
    full = devices == 10_000
    bench.row("dispatch", f"commands to {devices} devices, {broker}; peer: bare client", "1/s", [devices / r["commands_seconds"] for r in warm],
              [devices / r["bare_commands_seconds"] for r in warm], 0.6 if full else None)
    bench.row("folding", f"through {broker}, acknowledged; peer: bare subscriber", "1/s",
              [2 * devices / (r["accepted_seconds"] + r["installing_seconds"]) for r in warm],
              [devices / r["bare_reports_seconds"] for r in warm], 0.8 if full else None)


def link_round(server, fleet, devices, number):
    version = f"9.0.{number}"
    image = server.release(version)
    fleet.say(f"campaign {version} {image} {devices}")
    fleet.event("expecting", nth=number)
    begin = time.monotonic()
    server.apply(f"link-{number}", version, devices)
    commands = fleet.event("commanded", 600, number)
    seen = {"commands_seconds": commands["commands_seconds"], "command_bytes": commands["command_bytes"],
            "apply_to_last_command_seconds": round(time.monotonic() - begin, 2)}
    for word in ("accepted", "installing"):
        fleet.say("act " + word)
        seen[word + "_seconds"] = fleet.event(word, 600, number)["since_acting_seconds"]
    fleet.say("act reboot")
    seen["reboot_to_confirmed_seconds"] = fleet.event("confirmed", 600, number)["since_acting_seconds"]
    seen["repeats"] = fleet.event("confirmed", 1, number)["repeats"]
    return seen


def bare_round(bare, crowd, devices, number, fleet):
    bytes_of_command = fleet.event("commanded", 1, number)["command_bytes"]
    crowd.say(f"campaign 9.0.{number} bare {devices}")
    crowd.event("expecting", nth=number)
    bare.say(f"publish {devices} {bytes_of_command} 9.0.{number}")
    published = bare.event("published", 300, number)["seconds"]
    commands = crowd.event("commanded", 300, number)["commands_seconds"]
    bare.say(f"count {devices}")
    bare.event("counting", nth=number)
    crowd.say("act accepted")
    counted = bare.event("counted", 300, number)["seconds"]
    crowd.say("forget")
    return {"bare_commands_seconds": commands, "bare_published_seconds": published, "bare_reports_seconds": counted}


def store_rows(bench, folder):
    options = bench.options
    os.makedirs(folder)
    total = options.warmup + options.rounds
    lines = [json.loads(line) for line in bench.tools.run_bench("FoldStore", folder, options.devices, total).splitlines() if line.startswith("{")]
    bench.details["fold store"] = lines
    warm = lines[options.warmup:]
    bench.row("folding", "turn loop on the database; peer: bare batches", "1/s", [r["ours"] for r in warm], [r["bare"] for r in warm],
              0.8 if options.devices == 10_000 else None)
