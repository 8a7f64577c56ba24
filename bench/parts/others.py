"""What others notice: clients of another project, a health check, and the machine's memory."""

import json
import threading
import time
import urllib.error
import urllib.request

from . import wrk
from .scenes import LOCKS

PROJECT = "a1000000000000000000000000000001"

# Odd, so that each of them is locked and unlocked in turn.
N_SERVERS = 21


class Others:
    """Clients of a project that has a few servers of its own."""

    def __init__(self, server, clients, seconds):
        self.server, self.clients, self.seconds = server, clients, seconds
        self.token = server.log_in("alt")
        self.path = f"/v2/{PROJECT}/servers"
        created = server.request(self.path, server.new(min_count=N_SERVERS, name="others"))
        listed = server.request(self.path)
        for request in (created, listed):
            request.add_header("X-Auth-Token", self.token)
            with urllib.request.urlopen(request) as answer:
                body = json.loads(answer.read())
        self.ids = [it["id"] for it in body["servers"]]

    def show(self):
        return self.load(f"{self.path}/{self.ids[0]}", None)

    def write(self):
        """Locks and unlocks; each is one durable commit."""
        return self.load("", LOCKS % (json.dumps(self.ids)[1:-1], self.path))

    def load(self, path, script):
        url = f"{self.server.url}{path}"
        return wrk.measure(url, self.token, self.clients, self.seconds, script)


class Watch:
    """Asks for the health of a server twenty times a second, and measures its memory."""

    def __init__(self, server):
        self.server = server
        self.slowest = 0.0
        # When the health check first failed, in seconds, and its message.
        self.refused_after, self.refusal = None, ""
        self.is_over = threading.Event()
        self.thread = threading.Thread(target=self.ask, daemon=True)

    def __enter__(self):
        self.server.forget_peak()
        self.began = time.monotonic()
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.is_over.set()
        self.thread.join()

    def ask(self):
        while not self.is_over.wait(0.05):
            asked = time.monotonic()
            try:
                urllib.request.urlopen(f"{self.server.url}/healthz", timeout=120).read()
            except urllib.error.HTTPError as error:
                if self.refused_after is None:
                    self.refused_after = time.monotonic() - self.began
                    self.refusal = f"{error.code} {error.read().decode().strip()}"
            except OSError:
                # The server has ended, or accepts no more connections: the time counts.
                pass
            self.slowest = max(self.slowest, (time.monotonic() - asked) * 1000)

    def peak(self):
        """MiB."""
        return self.server.peak_kilobytes() / 1024

    def told(self):
        if self.refused_after is None:
            return f"{self.slowest:,.0f}"
        return f"{self.slowest:,.0f}; after {self.refused_after:.1f} s: {self.refusal}"
