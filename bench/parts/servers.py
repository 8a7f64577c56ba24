"""The two sides: Ferronova's release binary, and the static handler."""

import json
import os
import pathlib
import resource
import signal
import subprocess
import time
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PROJECT = "de000000000000000000000000000001"
IMAGE = "1a9e0000-0000-4000-8000-000000000001"

# The microversion that requests for v2.1 ask for; other versions ignore the header.
MICROVERSION = ("OpenStack-API-Version", "compute 2.104")


def binary(name):
    target = os.environ.get("CARGO_TARGET_DIR", ROOT / "target")
    return pathlib.Path(target) / "release" / name


class Server:
    """A process whose first line of output is its address."""

    def __init__(self, command, log, limit=None):
        # Both sides write a line for each request to a file.
        self.log = open(log, "wb")
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, stdout=pipe, stderr=self.log, preexec_fn=limit)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop(signal.SIGTERM)

    def stop(self, by):
        if self.process.poll() is None:
            self.process.send_signal(by)
            self.process.wait()
        self.process.stdout.close()
        self.log.close()

    def resident_kilobytes(self):
        return self.kilobytes("VmRSS")

    def peak_kilobytes(self):
        """The peak of resident memory since the last reset."""
        return self.kilobytes("VmHWM")

    def forget_peak(self):
        pathlib.Path(f"/proc/{self.process.pid}/clear_refs").write_text("5")

    def kilobytes(self, name):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        line = next(it for it in status.splitlines() if it.startswith(f"{name}:"))
        return int(line.split()[1])


class Static(Server):
    """Answers every request with these bytes."""

    def __init__(self, body, folder):
        file = folder / "body.json"
        file.write_bytes(body)
        super().__init__([binary("bench-static"), "127.0.0.1:0", file], folder / "static.log")
        self.url = self.process.stdout.readline().decode().strip()


class Ferronova(Server):
    """Our server with a data folder of its own."""

    def __init__(self, folder, *arguments, address_space=None):
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.began = time.monotonic()
        command = [binary("ferronova"), "serve", "--listen", "127.0.0.1:0", "--data", folder / "data"]
        command += arguments
        limit = None if address_space is None else lambda: limit_address_space(address_space)
        super().__init__(command, folder / "server.log", limit)
        self.url = self.wait()
        self.ready_after = time.monotonic() - self.began
        self.token = self.log_in()

    def wait(self):
        """The address, as soon as `/healthz` answers."""
        for line in iter(self.process.stdout.readline, b""):
            words = [it for it in line.decode().split() if it.startswith("http://127.0.0.1:")]
            if words:
                url = "/".join(words[0].split("/")[:3])
                break
        else:
            log = (self.folder / "server.log").read_text()
            raise SystemExit(f"the server did not start:\n{log[-2000:]}")
        while True:
            try:
                urllib.request.urlopen(f"{url}/healthz")
                return url
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.001)

    def wait_until_looked_through(self):
        """Waits until the check of a large database is over, which takes half a processor."""
        while "looked through the database" not in (self.folder / "server.log").read_text():
            time.sleep(0.1)

    def log_in(self, name="demo"):
        """A token of a user for the project of the same name."""
        named = {"name": name, "domain": {"name": "Default"}}
        password = {"methods": ["password"], "password": {"user": {**named, "password": "secret"}}}
        body = {"auth": {"identity": password, "scope": {"project": named}}}
        request = self.request("/identity/v3/auth/tokens", body, token=None)
        with urllib.request.urlopen(request) as answer:
            return answer.headers["x-subject-token"]

    def request(self, path, body=None, token="own"):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}{path}", data=data)
        request.add_header("Content-Type", "application/json")
        request.add_header(*MICROVERSION)
        if token is not None:
            request.add_header("X-Auth-Token", self.token)
        return request

    def ask(self, path, body=None):
        with urllib.request.urlopen(self.request(path, body)) as answer:
            return answer.read()

    def v2(self, path):
        return f"/v2/{PROJECT}/{path}"

    def new(self, **members):
        """The body that asks for a server."""
        return {"server": {"name": "web", "imageRef": IMAGE, "flavorRef": "1", **members}}


def limit_address_space(n_bytes):
    """Limits the address space of the server's process, like `ulimit -v`."""
    resource.setrlimit(resource.RLIMIT_AS, (n_bytes, n_bytes))
