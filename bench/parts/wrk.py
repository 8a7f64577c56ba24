"""Loads a server with wrk, and reads its output."""

import re
import subprocess
import tempfile

from .servers import MICROVERSION

UNITS = {"us": 1e-3, "ms": 1.0, "s": 1e3, "m": 6e4}


class Run:
    """What wrk measured: requests a second, latencies in milliseconds, refusals, failures."""

    def __init__(self, text):
        self.rate = float(re.search(r"Requests/sec:\s+([\d.]+)", text)[1])
        latency = dict(re.findall(r"\s(\d\d(?:\.\d+)?)%\s+([\d.]+(?:us|ms|s|m))", text))
        self.milliseconds = {share: in_milliseconds(it) for share, it in latency.items()}
        refused = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
        self.errors = int(refused[1]) if refused else 0
        # Of connections: to connect, to read, to write, to wait for an answer.
        failed = re.search(r"Socket errors: (.*)", text)
        self.failed = sum(int(it) for it in re.findall(r"\d+", failed[1])) if failed else 0


def in_milliseconds(text):
    number, unit = re.fullmatch(r"([\d.]+)(us|ms|s|m)", text).groups()
    return float(number) * UNITS[unit]


def load(url, token, connections, seconds, script=None):
    """Fails if a request is refused."""
    run = measure(url, token, connections, seconds, script)
    if run.errors:
        raise SystemExit(f"{run.errors} requests to {url} failed")
    return run


def measure(url, token, connections, seconds, script=None):
    # An answer that takes longer than the timeout would be left out of the latencies.
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "--timeout", "5m"]
    command += ["-H", f"X-Auth-Token: {token}", "-H", ": ".join(MICROVERSION)]
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        if script:
            file.write(script)
            file.flush()
            command += ["-s", file.name]
        answer = subprocess.run([*command, url], capture_output=True, text=True, check=True)
    return Run(answer.stdout)
