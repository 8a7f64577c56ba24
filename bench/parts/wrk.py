"""Loads a server with wrk, and reads what it prints."""

import re
import subprocess
import tempfile

UNITS = {"us": 1e-3, "ms": 1.0, "s": 1e3}


class Run:
    """What wrk measured: requests a second, the latencies in milliseconds, and errors."""

    def __init__(self, text):
        self.rate = float(re.search(r"Requests/sec:\s+([\d.]+)", text)[1])
        latency = dict(re.findall(r"\s(\d\d(?:\.\d+)?)%\s+([\d.]+(?:us|ms|s))", text))
        self.milliseconds = {share: in_milliseconds(it) for share, it in latency.items()}
        refused = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
        self.errors = int(refused[1]) if refused else 0


def in_milliseconds(text):
    number, unit = re.fullmatch(r"([\d.]+)(us|ms|s)", text).groups()
    return float(number) * UNITS[unit]


def load(url, token, connections, seconds, script=None):
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency"]
    command += ["-H", f"X-Auth-Token: {token}"]
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        if script:
            file.write(script)
            file.flush()
            command += ["-s", file.name]
        answer = subprocess.run([*command, url], capture_output=True, text=True, check=True)
    run = Run(answer.stdout)
    if run.errors:
        raise SystemExit(f"{run.errors} requests to {url} failed:\n{answer.stdout}")
    return run
