"""A client that makes a mix of calls, in a process of its own."""

import http.client
import json
import multiprocessing
import time

# How often a client reports what it has done so far.
TELL_EVERY = 0.5


class Client(multiprocessing.Process):
    """Makes a server, uses it and deletes it, again and again."""

    def __init__(self, server, number, answers):
        super().__init__(daemon=True)
        self.address = server.url.removeprefix("http://")
        self.token = server.token
        self.servers = server.v2("servers")
        images = json.loads(server.ask(server.v2("images")))["images"]
        self.new = {"imageRef": images[0]["id"], "flavorRef": "1"}
        self.number = number
        self.answers = answers

    def run(self):
        self.connection = None
        self.n_requests, self.n_errors, self.errors = 0, 0, []
        self.told_at = 0.0
        while True:
            self.life_of_a_server()

    def life_of_a_server(self):
        name = f"soak-{self.number}-{self.n_requests}"
        metadata = {"client": str(self.number), "note": "x" * 100}
        created = self.ask("POST", "", {"server": {**self.new, "name": name, "metadata": metadata}}, 202)
        if created is None:
            return
        own = f"/{created['server']['id']}"
        for method, path, body, status in (
            ("GET", own, None, 200),
            ("POST", f"{own}/action", {"lock": {"locked_reason": "soak"}}, 202),
            ("GET", "?locked=true&limit=10", None, 200),
            ("DELETE", own, None, 409),
            ("PUT", own, {"server": {"name": f"{name}-changed"}}, 200),
            ("POST", f"{own}/action", {"unlock": None}, 202),
            ("GET", "/detail?limit=20", None, 200),
            ("POST", f"{own}/action", {"reboot": {"type": "SOFT"}}, 202),
            ("GET", f"?name=^{name}-&status=ACTIVE", None, 200),
            ("GET", f"{own}/os-instance-actions", None, 200),
            ("GET", "/nobody", None, 404),
            ("DELETE", own, None, 204),
            ("GET", own, None, 404),
        ):
            self.ask(method, path, body, status)

    def ask(self, method, path, body, expected):
        """The body of the answer, if its status is the expected one."""
        headers = {"X-Auth-Token": self.token, "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body)
        try:
            if self.connection is None:
                self.connection = http.client.HTTPConnection(self.address, timeout=30)
            self.connection.request(method, self.servers + path, data, headers)
            answer = self.connection.getresponse()
            text, status = answer.read(), answer.status
        except (OSError, http.client.HTTPException) as error:
            self.connection = None
            text, status = repr(error), None
        self.n_requests += 1
        if status != expected:
            self.n_errors += 1
            self.told_at = 0.0
            if len(self.errors) < 10:
                self.errors.append(f"{method} {path}: {status}, not {expected}: {text[:200]}")
        self.tell()
        return json.loads(text) if status == expected and text else None

    def tell(self):
        now = time.monotonic()
        if now > self.told_at + TELL_EVERY:
            self.told_at = now
            self.answers[self.number] = {
                "requests": self.n_requests,
                "n_errors": self.n_errors,
                "errors": list(self.errors),
            }
