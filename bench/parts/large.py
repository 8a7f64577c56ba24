"""Abuses by the largest allowed answers and requests."""

import contextlib
import http.client
import json
import os
import socket
import sys
import threading
import time

from .servers import IMAGE

HEAD = "GET {path} HTTP/1.1\r\nHost: localhost\r\nX-Auth-Token: {token}\r\n\r\n"

# All the metadata that a server or an image can have: 65,280 bytes.
METADATA = {f"{n:03}".ljust(255, "k"): "v" * 255 for n in range(128)}
METADATA_BYTES = 128 * (255 + 255)

# What is left of a body then, and the limit of what one request may write.
USER_DATA = "eHh4" * 12_000
LARGEST_WRITE = 16 << 20


def leaving(n_connections, n_requests=1):
    """Connections that ask for the largest page, and are closed a second later without a read."""

    def abuse(target, count):
        path = f"{target.servers}/detail"
        request = HEAD.format(path=path, token=target.token).encode() * n_requests
        while True:
            connections = []
            for _ in range(n_connections):
                try:
                    connections.append(socket.create_connection(target.address, timeout=1))
                    connections[-1].sendall(request)
                    count()
                except OSError:
                    pass
            time.sleep(1)
            for connection in connections:
                connection.close()

    return abuse


def call(target, method, path, body, allowed):
    """The status of one request; the abuse ends if it is not an allowed one."""
    headers = {"X-Auth-Token": target.token, "Content-Type": "application/json"}
    data = None if body is None else json.dumps(body, separators=(",", ":"))
    try:
        with contextlib.closing(http.client.HTTPConnection(*target.address)) as connection:
            connection.request(method, path, data, headers)
            answer = connection.getresponse()
            text = answer.read()
    except (OSError, http.client.HTTPException):
        # The connection was closed, which is an answer as well.
        return None
    if answer.status not in allowed:
        print(f"{method} {path}: {answer.status} {text[:300].decode()}", file=sys.stderr)
        # In a thread, nothing else ends the process.
        os._exit(1)
    return answer.status


def largest_create(target, count):
    """Makes the most servers that one request may, with all that they can have, again and again."""
    server = {"name": "largest", "imageRef": IMAGE, "flavorRef": "1", "metadata": METADATA}
    n_servers = LARGEST_WRITE // (METADATA_BYTES + len(USER_DATA))
    while True:
        new = {**server, "user_data": USER_DATA, "min_count": n_servers}
        # If memory is short, the answer may be 503 with `Retry-After`.
        status = call(target, "POST", target.servers, {"server": new}, (202, 403, 503))
        if status == 202:
            count()
        elif status == 403:
            # Their names count as well.
            n_servers -= 1


def snapshots(target, count):
    """Four clients list all snapshots, and one makes more of them, beyond the limit."""

    def list_all():
        path = f"{target.servers.removesuffix('servers')}images/detail"
        while True:
            call(target, "GET", path, None, (200, 503))
            count()

    for _ in range(4):
        threading.Thread(target=list_all, daemon=True).start()
    action = f"{target.servers}/{target.first}/action"
    body = {"createImage": {"name": "snapshot", "metadata": METADATA}}
    while True:
        call(target, "POST", action, body, (202, 403, 503))
        count()


def renaming(n_threads):
    """Clients that rename a server, one request after the other."""

    def client(target, count):
        path = f"{target.servers}/{target.first}"
        for n in range(1 << 30):
            call(target, "PUT", path, {"server": {"name": f"web-{n}"}}, (200, 500, 503))
            count()

    def abuse(target, count):
        for _ in range(n_threads):
            threading.Thread(target=client, args=(target, count), daemon=True).start()
        threading.Event().wait()

    return abuse
