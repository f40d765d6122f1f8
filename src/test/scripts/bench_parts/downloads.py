"""Row downloads: the device port beside nginx, with the same certificate and the same file."""
import base64, json, os, re, shutil, statistics, subprocess, sys, time

from .processes import MODEL, Process, Server, free_port

KIB = 1024
WHOLE = 1024  # KiB, the whole file
CONNECTIONS = 16
SECONDS = 3
WARM_SECONDS = 8  # the JIT compiles TLS and HTTP for so long
SIZES = {4: 0.85, 16: 0.95, 64: 1.0, WHOLE: 1.0}
HANDSHAKES = {"full": ("-new", 0.8), "resumed": ("-reuse", 0.7)}
CLIENTS = 2  # processes of openssl s_time
DEVICE = "bench-download"


def download_rows(bench, folder):
    os.makedirs(folder)
    wrk, nginx = needed("wrk"), needed("nginx")
    server = Server(bench.tools, folder, bench.options.java_options).ready()
    peer = None
    try:
        url, image = a_download(bench.tools, server)
        peer = Nginx(nginx, folder, server.data, image)
        ports = {"ours": (server, url), "peer": (peer, f"https://localhost:{peer.port}/fw.bin")}
        for kib, bar in SIZES.items():
            ranges(bench, wrk, ports, kib, bar)
        for name, (flag, bar) in HANDSHAKES.items():
            handshakes(bench, ports, name, flag, bar)
        bench.details["downloads memory mib"] = {side: resident(p) for side, (p, _) in ports.items()}
        print("resident MiB after all:", bench.details["downloads memory mib"], flush=True)
    finally:
        server.stop() if bench.options.java_options else server.kill()
        if peer:
            peer.stop()  # killed, it would leave its workers behind
            peer.end()


def needed(program):
    return shutil.which(program, path=os.environ["PATH"] + ":/usr/sbin") or sys.exit(f"{program} is missing; install Debian's package {program}")


class Nginx(Process):
    """As its manual has it for static files; two workers, as we have two event loops."""

    def __init__(self, program, folder, data, image):
        self.port, self.home = free_port(), os.path.join(folder, "nginx")
        os.makedirs(os.path.join(self.home, "files"))
        shutil.copy(image, os.path.join(self.home, "files", "fw.bin"))
        conf = os.path.join(self.home, "nginx.conf")
        owner = "user root;\n" if os.getuid() == 0 else ""
        temp = "".join(f"{kind}_temp_path {self.home}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        with open(conf, "w") as f:
            f.write(f"""{owner}worker_processes {os.cpu_count()};
daemon off; pid {self.home}/pid; error_log {self.home}/error.log;
events {{ worker_connections 4096; }}
http {{
{temp}access_log off; sendfile on; tcp_nopush on; open_file_cache max=100;
keepalive_requests 100000000; keepalive_timeout 300;
server {{
  listen 127.0.0.1:{self.port} ssl;
  ssl_certificate {data}/pki/server.pem; ssl_certificate_key {data}/pki/server.key.pem;
  ssl_protocols TLSv1.2 TLSv1.3; ssl_session_cache shared:s:10m;
  root {self.home}/files;
}} }}
""")
        super().__init__([program, "-p", self.home, "-e", os.path.join(self.home, "start.log"), "-c", conf], os.path.join(folder, "nginx.log"))
        end = time.monotonic() + 10
        while not os.path.exists(os.path.join(self.home, "pid")) or not children(self.pid):
            if self.process.poll() is not None or time.monotonic() > end:
                sys.exit("nginx did not start:\n" + open(os.path.join(self.home, "start.log")).read())
            time.sleep(0.05)

    def end(self):
        shutil.rmtree(self.home, ignore_errors=True)


def a_download(tools, server):
    """The URL that a device got with its command, and the file behind it."""
    said = subprocess.run(tools.program(["device", "add", DEVICE, "--model", MODEL, "--data", server.data, "-o", "json"]),
                          check=True, stdout=subprocess.PIPE, text=True).stdout
    token = json.loads(said)["token"]
    server.release("9.0.0", WHOLE)
    image = os.path.join(server.data, "image-9.0.0.bin")
    text = ("apiVersion: canarywave/v1\nkind: Campaign\nmetadata: {name: downloads}\nspec:\n"
            f'  release: {{product: {MODEL}, version: "9.0.0"}}\n  waves: [{{name: all, upTo: 100%, gates: []}}]\n'
            "  device: {timeouts: {accept: 1d, download: 1d, install: 1d}}\n")
    birth = {"protocol": 1, "model": MODEL, "version": "1.0.0", "security_version": 0, "boot": 1, "boot_reason": "power-on",
             "session": "b1", "connect": 1, "epoch": 1, "counter": 0, "can": ["range"]}
    prefix = "canarywave/v1/" + DEVICE
    asking = subprocess.Popen(["mosquitto_rr", "-V", "5", "-p", str(server.plain_port), "-i", DEVICE, "-u", DEVICE, "-P", token, "-q", "1",
                               "-t", prefix + "/state", "-e", prefix + "/command", "-m", json.dumps(birth), "-W", "60"],
                              stdout=subprocess.PIPE, text=True)
    server.until("/api/v1/fleet", lambda f: f["online"] == 1)
    server.call("/api/v1/campaigns?file=downloads.yaml", text.encode(), "POST")
    command = asking.communicate(timeout=90)[0]
    return json.loads(command.splitlines()[0])["url"], image


def ranges(bench, wrk, ports, kib, bar):
    rates, cpu = {"ours": [], "peer": []}, {"ours": [], "peer": []}
    for side, (process, url) in ports.items():
        load(wrk, process, url, kib, WARM_SECONDS)
    for _ in range(bench.options.rounds):
        for side, (process, url) in ports.items():
            rate, cost = load(wrk, process, url, kib, SECONDS)
            rates[side].append(rate)
            cpu[side].append(cost)
    name = "whole, 1 MiB" if kib == WHOLE else f"ranges of {kib} KiB"
    bench.row("downloads", name + ", keep-alive; peer: nginx", "1/s", rates["ours"], rates["peer"], bar)
    bench.row("downloads", name + ", CPU a request; peer: nginx", "us", cpu["ours"], cpu["peer"])


def load(wrk, process, url, kib, seconds):
    headers = [] if kib == WHOLE else ["-H", f"Range: bytes=0-{kib * KIB - 1}"]
    before = cpu_seconds(process)
    said = subprocess.run([wrk, "-t", "1", "-c", str(CONNECTIONS), "-d", f"{seconds}s", *headers, url], check=True, stdout=subprocess.PIPE,
                          text=True).stdout
    spent = cpu_seconds(process) - before
    if "Non-2xx" in said or "Socket errors" in said:
        sys.exit(f"{url}:\n{said}")
    requests = int(re.search(r"(\d+) requests in", said).group(1))
    moved = re.search(r"([\d.]+)([KMG]B) read", said)
    least = 0.9 * requests * kib * KIB
    if float(moved.group(1)) * {"KB": KIB, "MB": KIB ** 2, "GB": KIB ** 3}[moved.group(2)] < least:
        sys.exit(f"{url}: less came than was asked for:\n{said}")
    return float(re.search(r"Requests/sec:\s+([\d.]+)", said).group(1)), spent / requests * 1e6


def handshakes(bench, ports, name, flag, bar):
    rates, cpu = {"ours": [], "peer": []}, {"ours": [], "peer": []}
    for side, (process, url) in ports.items():
        connect(process, url, flag, WARM_SECONDS)
    for _ in range(bench.options.rounds):
        for side, (process, url) in ports.items():
            rate, cost = connect(process, url, flag, SECONDS)
            rates[side].append(rate)
            cpu[side].append(cost)
    bench.row("downloads", f"handshakes, {name}, P-256, TLS 1.2; peer: nginx", "1/s", rates["ours"], rates["peer"], bar)
    bench.row("downloads", f"handshakes, {name}, CPU of each; peer: nginx", "us", cpu["ours"], cpu["peer"])


def connect(process, url, flag, seconds):
    port = re.search(r":(\d+)/", url).group(1)
    before = cpu_seconds(process)
    clients = [subprocess.Popen(["openssl", "s_time", "-connect", "127.0.0.1:" + port, flag, "-time", str(seconds), "-tls1_2",
                                 "-cipher", "ECDHE-ECDSA-AES128-GCM-SHA256"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
               for _ in range(CLIENTS)]
    said = [c.communicate(timeout=seconds + 60)[0] for c in clients]
    spent = cpu_seconds(process) - before
    counts = [re.search(r"(\d+) connections in \d+ real seconds", s) for s in said]
    if not all(counts):
        sys.exit("openssl s_time:\n" + said[0][-1000:])
    total = sum(int(c.group(1)) for c in counts)
    return total / seconds, spent / total * 1e6


def children(pid):
    with open(f"/proc/{pid}/task/{pid}/children") as f:
        return [int(p) for p in f.read().split()]


def cpu_seconds(process):
    ticks = 0
    for pid in [process.pid] + children(process.pid):
        with open(f"/proc/{pid}/stat") as f:
            fields = f.read().rsplit(")", 1)[1].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def resident(process):
    total = 0
    for pid in [process.pid] + children(process.pid):
        with open(f"/proc/{pid}/smaps_rollup") as f:
            total += int(re.search(r"Pss:\s+(\d+)", f.read()).group(1))
    return round(total / KIB)
