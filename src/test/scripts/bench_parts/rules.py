"""Row rules: the pure rules and whole turns by JMH, and plan, freezing and explain of a big fleet."""
import glob, json, os, re, shutil, subprocess

from .processes import FLAGS, ROOT

PACKAGE = "io/github/canarywave/bench/rules"
MEMORY = "-Xmx1g"
SIZES = [1_000, 10_000, 100_000, 1_000_000]
STRATA = [20, 200, 1_000]
LIMIT_SECONDS = 3600


def rules_rows(bench, folder):
    os.makedirs(folder)
    jmh = Jmh(bench.tools, folder)
    registered = bench.options.registered
    sizes = [n for n in SIZES if n <= max(registered)]
    pure_rows(bench, jmh, sizes)
    if bench.options.rounds > 1:
        strata_rows(bench, jmh, max(sizes))
    for devices in [SIZES[0]] + [n for n in registered if n > SIZES[0]]:
        turn_rows(bench, jmh, devices)
    for devices in registered:
        big_rows(bench, folder, devices)


def pure_rows(bench, jmh, sizes):
    for devices, results in by(jmh.run("(DecideBench|FoldBench)", pure(bench, devices=sizes)), "devices").items():
        decide_rows(bench, f"{devices} devices", results)
        row(bench, f"{devices} devices, fold one signal", "ns", results["FoldBench.signal"])


def strata_rows(bench, jmh, devices):
    for strata, results in by(jmh.run("DecideBench", pure(bench, devices=[devices], strata=STRATA[1:])), "strata").items():
        decide_rows(bench, f"{devices} devices in {strata} strata", results)


def decide_rows(bench, what, results):
    row(bench, what + ", decide, window full", "us", results["DecideBench.windowFull"])
    row(bench, what + ", decide, 550 may go", "us", results["DecideBench.commands"])


def turn_rows(bench, jmh, devices):
    rounds = ["-wi", str(6 * bench.options.warmup), "-i", str(2 * bench.options.rounds), "-p", f"devices={devices}"]
    results = by(jmh.run("TurnBench", rounds), "devices")[str(devices)]
    for name, what in (("reports", "1 000 reports"), ("commands", "1 000 commands")):
        row(bench, f"{devices} devices, turn of {what}", "ms", results["TurnBench." + name])


def big_rows(bench, folder, devices):
    """One process from an empty folder."""
    data = os.path.join(folder, f"big-{devices}")
    os.makedirs(data)
    said = run([bench.tools.java, *FLAGS, MEMORY, "-Xlog:gc:stdout", "-cp", bench.tools.classpath, "io.github.canarywave.app.MillionDevices", str(devices), data],
               os.path.join(folder, "big.log"))
    shutil.rmtree(data)
    seen = steps(said)
    bench.details[f"rules {devices} devices"] = seen
    full = devices == 1_000_000
    for name, bar in (("plan", 10), ("freeze", None), ("explain", None)):
        of = [step for step in seen if step["step"] == name]
        bench.row("rules", f"{devices} devices, {name}", "s", [step["seconds"] for step in of], bar=bar if full else None, at_most=True)
        bench.row("rules", f"{devices} devices, heap in {name}", "MiB", [step["mib"] for step in of], bar=1024 if full else None, at_most=True)


def steps(said):
    """What took how long, and the most that a collection left on the heap meanwhile."""
    found, most = [], 0
    for line in said.splitlines():
        collected, ended = re.search(r"->(\d+)M\(", line), re.match(r"(\w+) (\d+) ms, of it CPU (\d+) ms", line)
        if collected:
            most = max(most, int(collected.group(1)))
        if ended:
            found.append({"step": ended.group(1), "seconds": int(ended.group(2)) / 1000, "cpu_seconds": int(ended.group(3)) / 1000, "mib": most})
            most = 0
    return found


def pure(bench, **parameters):
    """One warm-up of 3 s, then rounds of 1 s."""
    options = ["-wi", str(bench.options.warmup), "-w", "3s", "-i", str(bench.options.rounds), "-r", "1s"]
    for name, values in parameters.items():
        options += ["-p", name + "=" + ",".join(map(str, values))]
    return options


def by(results, parameter):
    """The results by the value of a parameter, then by the last two words of their names."""
    found = {}
    for result in results:
        found.setdefault(result["params"][parameter], {})[".".join(result["benchmark"].split(".")[-2:])] = result
    return found


def row(bench, measure, unit, result):
    bench.details["rules, " + measure] = result
    bench.row("rules", measure, unit, [value for fork in result["primaryMetric"]["rawData"] for value in fork])


class Jmh:
    """JMH over the compiled benchmarks. Its annotation processor would break the build, so its classes are made here."""

    def __init__(self, tools, folder):
        self.tools, self.folder, self.runs = tools, folder, 0
        place = os.path.join(ROOT, "target", "bench-rules")
        shutil.rmtree(place, ignore_errors=True)
        only, sources, self.made = (os.path.join(place, name) for name in ("only", "sources", "classes"))
        compiled = next(e for e in tools.classpath.split(":") if os.path.isdir(os.path.join(e, PACKAGE)))
        # The generator loads every class that it is shown: it is shown no others.
        shutil.copytree(os.path.join(compiled, PACKAGE), os.path.join(only, PACKAGE))
        os.makedirs(sources)
        os.makedirs(self.made)
        self.java(["org.openjdk.jmh.generators.bytecode.JmhBytecodeGenerator", only, sources, self.made])
        run([os.path.join(os.path.dirname(tools.java), "javac"), "-nowarn", "-proc:none", "-d", self.made, "-cp", tools.classpath,
             *glob.glob(os.path.join(sources, PACKAGE, "**", "*.java"), recursive=True)], os.path.join(folder, "javac.log"))

    def java(self, arguments, *flags):
        return run([self.tools.java, *FLAGS, *flags, "-cp", self.made + ":" + self.tools.classpath, *arguments],
                   os.path.join(self.folder, f"jmh-{self.runs}.log"))

    def run(self, pattern, options):
        self.runs += 1
        file = os.path.join(self.folder, f"jmh-{self.runs}.json")
        self.java(["org.openjdk.jmh.Main", pattern, *options, "-foe", "true", "-rf", "json", "-rff", file,
                   "-jvmArgs", " ".join([*FLAGS, MEMORY, "-Dbench.folder=" + self.folder])], "-Djmh.ignoreLock=true")
        with open(file) as f:
            return json.load(f)


def run(command, log):
    """What it said, when it went well."""
    with open(log, "w") as out:
        code = subprocess.run(command, stdout=out, stderr=subprocess.STDOUT, timeout=LIMIT_SECONDS).returncode
    with open(log) as f:
        said = f.read()
    if code:
        raise SystemExit(f"{os.path.basename(log)} ended with {code}:\n" + said[-3000:])
    return said
