"""The abuses: each runs, in processes of its own, until it is stopped."""

import contextlib
import dataclasses
import json
import multiprocessing
import socket
import threading
import time
import typing

from . import clouds, disks, large

HEAD = "{method} {path} HTTP/1.1\r\nHost: localhost\r\nX-Auth-Token: {token}\r\n"
JSON = "Content-Type: application/json\r\n"


@dataclasses.dataclass(frozen=True)
class Target:
    """What an abuse has to know about the server."""

    address: tuple
    token: str
    servers: str
    # The id of some server.
    first: str


@dataclasses.dataclass(frozen=True)
class Abuse:
    name: str
    counted: str
    # Called with the target and a function that counts one more.
    run: typing.Callable
    cloud: clouds.Cloud = clouds.FLEET
    # What the measuring process does to the server meanwhile.
    meanwhile: typing.Callable = lambda server: contextlib.nullcontext()
    # Upper bound of the p99 of others' writes, in milliseconds; None if they can't be made.
    writes: int = 50


class Running:
    """An abuse, in a process of its own, so that it shares no lock with the measuring process."""

    def __init__(self, abuse, server):
        host, port = server.url.removeprefix("http://").split(":")
        page = json.loads(server.ask(server.v2("servers?limit=1")))["servers"]
        first = page[0]["id"] if page else ""
        target = Target((host, int(port)), server.token, server.v2("servers"), first)
        self.counter = multiprocessing.Value("Q", 0)
        arguments = (abuse.run, target, self.counter)
        self.process = multiprocessing.Process(target=run, args=arguments, daemon=True)

    def __enter__(self):
        self.process.start()
        # The measurement begins when the abuse is running.
        time.sleep(2)
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.join()
        # The server has to notice the end before the next measurement.
        time.sleep(2)

    def count(self):
        if self.process.exitcode is not None:
            raise SystemExit("the abuse has ended by itself")
        return self.counter.value


def run(abuse, target, counter):
    def count():
        with counter.get_lock():
            counter.value += 1

    abuse(target, count)


def trickling(n_connections, start):
    """Connections that send a byte each second after their start; closed ones are opened again."""

    def abuse(target, count):
        connections = [None] * n_connections
        while True:
            for n, connection in enumerate(connections):
                try:
                    if connection is None:
                        connections[n] = connection = socket.create_connection(target.address)
                        connection.sendall(start(target).encode())
                        count()
                    connection.sendall(b"x")
                except OSError:
                    connections[n] = None
            time.sleep(1)

    return abuse


def head_without_end(target):
    return "GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: "


def body_without_end(target):
    head = HEAD.format(method="POST", path=target.servers, token=target.token)
    return f"{head}{JSON}Content-Length: 100000\r\n\r\n"


def unread(n_connections):
    """Connections that ask for the largest list again and again, and read nothing."""

    def abuse(target, count):
        path = f"{target.servers}/detail"
        request = (HEAD.format(method="GET", path=path, token=target.token) + "\r\n").encode()
        connections = [None] * n_connections
        while True:
            for n, connection in enumerate(connections):
                try:
                    if connection is None:
                        connections[n] = connection = socket.create_connection(target.address)
                        connection.setblocking(False)
                        connection.sendall(request * 4)
                        count()
                    elif not is_open(connection):
                        connections[n] = None
                except OSError:
                    connections[n] = None
            time.sleep(0.1)

    return abuse


def is_open(connection):
    return connection.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) == 0


def asking(n_threads, request):
    """Clients that make one request after the other, as fast as they are answered."""

    def client(target, count, number):
        connection = None
        times = 0
        while True:
            try:
                if connection is None:
                    connection = socket.create_connection(target.address)
                times += 1
                connection.sendall(request(target, f"{number} {times}"))
                if not read_answer(connection):
                    connection = None
                count()
            except OSError:
                connection = None

    def abuse(target, count):
        for number in range(n_threads):
            threading.Thread(target=client, args=(target, count, number), daemon=True).start()
        threading.Event().wait()

    return abuse


def read_answer(connection):
    """Reads an answer, and returns whether another request can follow."""
    data = b""
    while b"\r\n\r\n" not in data:
        more = connection.recv(65536)
        if not more:
            return False
        data += more
    head, body = data.split(b"\r\n\r\n", maxsplit=1)
    lines = head.lower().split(b"\r\n")
    lengths = [int(it.split(b":")[1]) for it in lines if it.startswith(b"content-length:")]
    missing = (lengths or [0])[0] - len(body)
    while missing > 0:
        more = connection.recv(65536)
        if not more:
            return False
        missing -= len(more)
    return b"connection: close" not in lines


def deep_json(target, _):
    head = HEAD.format(method="POST", path=target.servers, token=target.token)
    body = "[" * 110_000
    return f"{head}{JSON}Content-Length: {len(body)}\r\n\r\n{body}".encode()


def hard_pattern(target, _):
    path = f"{target.servers}?name=(%3F:a*b*)%7B400%7Dz"
    return (HEAD.format(method="GET", path=path, token=target.token) + "\r\n").encode()


def wrong_login(target, unique):
    user = f'{{"name": "demo", "domain": {{"name": "Default"}}, "password": "{unique}"}}'
    identity = f'{{"methods": ["password"], "password": {{"user": {user}}}}}'
    body = f'{{"auth": {{"identity": {identity}}}}}'
    head = "POST /identity/v3/auth/tokens HTTP/1.1\r\nHost: localhost\r\n"
    return f"{head}{JSON}Content-Length: {len(body)}\r\n\r\n{body}".encode()


ALL = [
    Abuse("heads that trickle", "connections", trickling(500, head_without_end)),
    Abuse("bodies that trickle", "connections", trickling(400, body_without_end)),
    Abuse("large lists that are not read", "connections", unread(100)),
    Abuse("deep JSON", "requests", asking(4, deep_json)),
    Abuse("patterns that are hard to match", "requests", asking(8, hard_pattern)),
    Abuse("wrong logins", "requests", asking(32, wrong_login)),
    Abuse("large lists sent ahead", "connections", large.leaving(900, 16), clouds.PLAIN),
    Abuse("64 MiB for clients that leave", "connections", large.leaving(60), clouds.FULL),
    Abuse("the same in 4 GiB", "connections", large.leaving(100), clouds.FULL_IN_4_GIB),
    Abuse("largest creates", "creates", large.largest_create, clouds.PLAIN, writes=250),
    Abuse("snapshots that are listed", "answers", large.snapshots, clouds.SNAPSHOTS),
    Abuse(
        "a disk that hangs",
        "writes",
        large.renaming(4),
        clouds.ON_A_DISK,
        meanwhile=lambda server: disks.frozen(server.folder / "data"),
        writes=None,
    ),
]
