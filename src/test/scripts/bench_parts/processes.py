"""The processes of a benchmark: server, broker, fleet, and how they are started."""
import base64, getpass, hashlib, json, os, re, shutil, signal, socket, ssl, subprocess, sys, time
import urllib.error, urllib.request

ROOT = os.path.normpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), *[".."] * 4))
PROGRAM = os.path.join(ROOT, "canarywave")
MODEL = "thermostat-esp32"
DEVICE_TOKEN = "benchmark-device-token-0123456789-ABCDEFGHI"  # Seed.TOKEN
BENCH = "io.github.canarywave.bench."
FLAGS = ["--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"]
SERVE_FLAGS = FLAGS + ["-Xmx1g", "-Djdk.tls.rejectClientInitiatedRenegotiation=true"]
FLEET_FLAGS = FLAGS + ["-XX:+UseSerialGC", "-Xmx1g", "-Dio.netty.leakDetection.level=disabled"]
EMBEDDED, MOSQUITTO = "embedded", "mosquitto"


class Tools:
    """How the programs are started: from the packaged jar, or from a class path given by hand."""

    def __init__(self, options):
        self.java = os.path.join(java_home(), "bin", "java")
        self.classpath = options.classpath
        self.packaged = not options.classpath
        if self.packaged:
            file = os.path.join(ROOT, "target", "bench-classpath.txt")
            subprocess.run([PROGRAM, "version"], check=True, stdout=subprocess.DEVNULL)
            subprocess.run(["mvn", "-q", "-B", "-ntp", "-f", ROOT, "test-compile", "dependency:build-classpath",
                            "-Dmdep.includeScope=test", "-Dmdep.outputFile=" + file], check=True)
            self.classpath = ":".join([os.path.join(ROOT, "target", "test-classes"), os.path.join(ROOT, "target", "classes"),
                                       open(file).read().strip()])

    def program(self, arguments, flags=None):
        if self.packaged:
            return [PROGRAM] + arguments
        return [self.java] + (flags or FLAGS + ["-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"]) + \
            ["-cp", self.classpath, "io.github.canarywave.Main"] + arguments

    def bench(self, name, arguments, flags=None):
        return [self.java] + (flags or FLEET_FLAGS) + ["-cp", self.classpath, BENCH + name] + [str(a) for a in arguments]

    def run(self, arguments):
        subprocess.run(self.program(arguments), check=True, stdout=subprocess.DEVNULL)

    def run_bench(self, name, *arguments):
        return subprocess.run(self.bench(name, arguments), check=True, stdout=subprocess.PIPE, text=True).stdout


def java_home():
    for home in [os.environ.get("JAVA_HOME", "")] + sorted("/usr/lib/jvm/" + n for n in os.listdir("/usr/lib/jvm")):
        release = os.path.join(home, "release")
        if home and os.path.exists(release):
            found = re.search(r'JAVA_VERSION="(\d+)', open(release).read())
            if found and int(found.group(1)) >= 25 and os.path.exists(os.path.join(home, "bin", "jcmd")):
                return home
    sys.exit("no JDK of version 25 or higher found; set JAVA_HOME")


def machine(tools):
    java = subprocess.run([tools.java, "-version"], stderr=subprocess.PIPE, text=True).stderr.splitlines()
    model = re.search(r"model name\s*:\s*(.*)", open("/proc/cpuinfo").read())
    memory = re.search(r"MemTotal:\s+(\d+)", open("/proc/meminfo").read())
    return {"cores": os.cpu_count(), "cpu": model.group(1) if model else "unknown", "memory_mib": int(memory.group(1)) // 1024,
            "java": java[1] if len(java) > 1 else "unknown", "kernel": os.uname().release, "load": os.getloadavg()[0],
            "commit": subprocess.run(["git", "-C", ROOT, "rev-parse", "--short", "HEAD"], stdout=subprocess.PIPE, text=True).stdout.strip()}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Process:
    def __init__(self, command, log, environment=None, stdin=None):
        self.log = log
        self.begun = time.monotonic()
        self.process = subprocess.Popen(command, stdout=open(log, "w"), stderr=subprocess.STDOUT, stdin=stdin,
                                        env=dict(os.environ, **(environment or {})))
        self.pid = self.process.pid

    def wait_for(self, pattern, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            found = re.search(pattern, open(self.log).read())
            if found:
                return found
            if self.process.poll() is not None:
                break
            time.sleep(0.02)
        raise SystemExit(f"waited {seconds} s for {pattern}:\n" + open(self.log).read()[-3000:])

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(10)

    def kill(self):
        self.process.kill()
        self.process.wait(10)


class Server(Process):
    """`serve` on a data folder."""

    def __init__(self, tools, folder, options="", plain_port=0, broker=None):
        self.tools, self.data = tools, os.path.join(folder, "data")
        os.makedirs(os.path.join(self.data, "keys"), mode=0o700, exist_ok=True)
        public = release_key(os.path.join(self.data, "keys"))
        arguments = ["serve", "--release-public-key", public, "--data", self.data, "--device-port", "0", "--operator-port", "0"]
        if broker:
            arguments += ["--broker", f"mqtt://127.0.0.1:{broker.port}", "--broker-plain", "--broker-access",
                          broker.access(os.path.join(self.data, "access.yaml"))]
        else:
            arguments += ["--mqtt-port", "0", "--mqtt-plain-port", str(plain_port)]
        environment = {"CANARYWAVE_JAVA_OPTIONS": options}
        context = os.path.join(self.data, "context.yaml")
        if os.path.exists(context):
            os.remove(context)
        super().__init__(tools.program(arguments, SERVE_FLAGS + options.split()), os.path.join(folder, "server.log"), environment)

    def ready(self):
        self.wait_for(r"login/", 120)
        self.ready_seconds = time.monotonic() - self.begun
        self.plain_port = int(self.wait_for(r"mqtt://[^:]+:(\d+)", 30).group(1))
        context = open(os.path.join(self.data, "context.yaml")).read()
        self.base = re.search(r'server: "?([^"\s]+)', context).group(1)
        self.token = re.search(r'token: "?([^"\s]+)', context).group(1)
        self.tls = ssl.create_default_context(cafile=os.path.join(self.data, "pki", "ca.pem"))
        return self

    def call(self, path, body=None, method=None, kind="text/yaml"):
        request = urllib.request.Request(self.base + path, data=body, method=method,
                                         headers={"Authorization": "Bearer " + self.token, "Content-Type": kind})
        try:
            with urllib.request.urlopen(request, context=self.tls, timeout=300) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as e:
            raise SystemExit(f"{path}: {e.code} {e.read().decode()[:2000]}")

    def until(self, path, condition, seconds=300):
        end = time.monotonic() + seconds
        while True:
            answer = self.call(path)
            if condition(answer):
                return answer
            if time.monotonic() > end:
                raise SystemExit(f"{path} after {seconds} s: " + json.dumps(answer)[:2000])
            time.sleep(0.2)

    def release(self, version, kib=16):
        """Adds a release; gives what a device that runs it names as its image."""
        file = os.path.join(self.data, f"image-{version}.bin")
        self.tools.run(["sim", "image", file, "--project", MODEL, "--version", version, "--size", str(kib)])
        self.tools.run(["release", "add", file, "--data", self.data])
        with open(file, "rb") as f:
            return base64.urlsafe_b64encode(f.read()[-32:]).decode().rstrip("=")

    def apply(self, name, version, devices, call="campaigns"):
        text = ("apiVersion: canarywave/v1\nkind: Campaign\n" f"metadata: {{name: {name}}}\n" "spec:\n"
                f'  release: {{product: {MODEL}, version: "{version}"}}\n'
                "  waves: [{name: all, upTo: 100%, gates: []}]\n"
                f"  pace: {{window: off, inFlight: {devices}, start: 10000000/min}}\n")
        return self.call(f"/api/v1/{call}?file={name}.yaml", text.encode(), "POST")

    def jcmd(self, *words):
        command = [os.path.join(java_home(), "bin", "jcmd"), str(self.pid), *words]
        return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True).stdout

    def heap_mib(self):
        """Used heap after a full collection."""
        self.jcmd("GC.run")
        found = re.search(r"(?:used|total reserved \d+K, committed \d+K, used) (\d+)K", self.jcmd("GC.heap_info"))
        return round(int(found.group(1)) / 1024) if found else None


def release_key(folder):
    key, public = os.path.join(folder, "release.pem"), os.path.join(folder, "release.pub.pem")
    if not os.path.exists(public):
        subprocess.run(["openssl", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", key],
                       check=True, stderr=subprocess.DEVNULL)
        os.chmod(key, 0o600)
        subprocess.run(["openssl", "pkey", "-in", key, "-pubout", "-out", public], check=True)
    return public


class Mosquitto(Process):
    """A broker outside, with users, rights and limits as in broker-config/, without TLS."""

    USERS = {"canarywave-sub": "in", "canarywave-pub": "out", "canarywave-probe-a": "a", "canarywave-probe-b": "b", "canarywave-bare": "bare"}
    BARE = "user canarywave-bare\ntopic read canarywave/v1/+/report\ntopic write canarywave/v1/+/command\n\n"

    def __init__(self, folder, devices=0):
        self.port, shipped = free_port(), os.path.join(ROOT, "broker-config", "mosquitto")
        rights = open(os.path.join(shipped, "acl")).read()
        first_pattern = rights.index("# Every device")
        limits = [line for line in open(os.path.join(shipped, "mosquitto.conf")) if line.startswith(("max_", "set_", "persist", "use_", "allow_"))]
        files = {
            "acl": rights[:first_pattern] + self.BARE + rights[first_pattern:],
            "passwords": password_lines({**self.USERS, **{f"bench-{i:07d}": DEVICE_TOKEN for i in range(devices)}}),
            "mosquitto.conf": "".join([
                f"user {getpass.getuser()}\nper_listener_settings false\npassword_file {folder}/passwords\nacl_file {folder}/acl\n",
                f"listener {self.port} 127.0.0.1\n", *limits])}
        for name, text in files.items():
            with open(os.open(os.path.join(folder, name), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as f:
                f.write(text)
        program = shutil.which("mosquitto", path=os.environ["PATH"] + ":/usr/sbin") or sys.exit("mosquitto is missing; ./check installs it")
        super().__init__([program, "-c", os.path.join(folder, "mosquitto.conf")], os.path.join(folder, "mosquitto.log"))
        self.wait_for("mosquitto version .* running", 10)

    def access(self, file):
        with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as f:
            for role, user in (("subscriber", "canarywave-sub"), ("publisher", "canarywave-pub")):
                f.write(f"{role}: {{user: {user}, password: {self.USERS[user]}}}\n")
            f.write("probes: {canarywave-probe-a: a, canarywave-probe-b: b}\n")
        return file


def password_lines(users):
    """As mosquitto_passwd of version 2 writes: PBKDF2 with SHA-512; one salt, so that equal passwords cost one hash here."""
    salt, hashes = os.urandom(12), {}
    for password in set(users.values()):
        digest = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, 101, 64)
        hashes[password] = f"$7$101${base64.b64encode(salt).decode()}${base64.b64encode(digest).decode()}"
    return "".join(f"{user}:{hashes[password]}\n" for user, password in users.items())


class Talker(Process):
    """A program of the benchmark: takes lines, answers with lines of JSON."""

    def __init__(self, command, log):
        super().__init__(command, log, stdin=subprocess.PIPE)

    def say(self, line):
        self.process.stdin.write((line + "\n").encode())
        self.process.stdin.flush()

    def event(self, name, seconds=300, nth=1):
        """The nth event of this name so far."""
        head = '{"event":"%s"' % name
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            with open(self.log) as lines:
                found = [line for line in lines if line.startswith(head) and line.endswith("\n")]
            if len(found) >= nth:
                return json.loads(found[nth - 1])
            if self.process.poll() is not None:
                break
            time.sleep(0.02)
        raise SystemExit(f"no {name} ({nth}) within {seconds} s:\n" + open(self.log).read()[-3000:])


class LeanFleet(Talker):
    """Devices in one process."""

    def __init__(self, tools, folder, port, devices, *more):
        super().__init__(tools.bench("LeanFleet", [f"port={port}", f"devices={devices}", *more]), os.path.join(folder, "fleet.log"))


def online(bench, folder, server, devices, *more):
    """A fleet whose devices are connected, and known to be so by the server."""
    fleet = LeanFleet(bench.tools, folder, server.plain_port, devices, *more)
    fleet.event("ready", 600)
    server.until("/api/v1/fleet", lambda f: f["online"] == devices)
    return fleet


def end(fleet, server, options, broker=None):
    """Ends what there is of them."""
    if broker:
        broker.kill()
    if fleet:
        fleet.kill()
    # A farewell costs seconds and only a recording needs it: the folder is thrown away.
    server.stop() if options.java_options else server.kill()
