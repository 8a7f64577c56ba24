#!/usr/bin/env python3
"""A proxy that makes a Ferronova look like a stock Juno with nova-network.

    stock_juno.py TARGET PORT IDENTITY

Listens on PORT, and passes requests on to TARGET (host:port) with this changed: the services beside
compute are not there, `WWW-Authenticate` names IDENTITY, v2 names requests by its own header only,
no server on v3 shows or is found by `OS-EXT-STS:locked`, and interfaces are not implemented.
"""

import http.client
import json
import re
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

BESIDE_COMPUTE = re.compile(r"/(identity|image|network|metrics|ferronova|healthz)\b")
# A larger body is refused by its head.
LONGEST_BODY = 114_688
INTERFACES = re.compile(r"/(?:v2/[^/]+|v3)/servers/[^/]+/os-interface(?:/[^/]+)?(?:\?.*)?$")
LOCK_FILTER = re.compile(r"(?<=[?&])locked(?:_by)?(?:=[^&]*)?(?:&|$)")
NOT_IMPLEMENTED = json.dumps({
    "notImplemented": {
        "code": 501,
        "message": "Network driver does not support this function.",
    }
}).encode()
CONNECTION = {"connection", "keep-alive", "transfer-encoding", "content-length"}


def without_lock(value):
    if isinstance(value, dict):
        return {k: without_lock(v) for k, v in value.items() if k != "OS-EXT-STS:locked"}
    if isinstance(value, list):
        return [without_lock(it) for it in value]
    return value


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # An answer is two writes, and the second must not wait for the client to confirm the first.
    disable_nagle_algorithm = True
    targets = threading.local()

    def handle_one_request(self):
        """Any method is passed on."""
        self.raw_requestline = self.rfile.readline(65537)
        if not self.raw_requestline:
            self.close_connection = True
        elif self.parse_request():
            self.answer()

    def answer(self):
        path = self.raw_requestline.decode("latin-1").split(" ")[1]
        body = self.body()
        is_v2, is_v3 = (re.match(rf"/+{it}(?=[/?]|$)", path) for it in (r"v(2|1\.1)", "v3"))
        if is_v3:
            path = LOCK_FILTER.sub("", path)
        elif BESIDE_COMPUTE.match(path):
            path = "/nowhere" + path
        status, headers, answer = self.ask(path, body)
        if INTERFACES.match(path) and status < 400:
            status, answer = 501, NOT_IMPLEMENTED
            headers = [(k, v) for k, v in headers if k != "content-type"]
            headers.append(("content-type", "application/json; charset=UTF-8"))
        elif is_v3 and b'"OS-EXT-STS:locked":' in answer:
            answer = json.dumps(without_lock(json.loads(answer))).encode()
        if is_v2:
            headers = [it for it in headers if it[0] != "x-openstack-request-id"]
        self.send(status, headers, answer)

    def body(self):
        length = int(self.headers.get("content-length") or 0)
        if length > LONGEST_BODY:
            self.close_connection = True
            return b""
        if self.headers.get("transfer-encoding", "").lower() != "chunked":
            return self.rfile.read(length)
        chunks = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            chunks.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(chunks)

    def ask(self, path, body):
        """The answer of the target."""
        target = http.client.HTTPConnection(sys.argv[1])
        target.putrequest(self.command, path, skip_host=True, skip_accept_encoding=True)
        for name, value in self.headers.items():
            if name.lower() not in CONNECTION:
                target.putheader(name, value)
        length = int(self.headers.get("content-length") or 0)
        if body or self.headers.get("content-length"):
            target.putheader("content-length", str(max(len(body), length)))
        target.endheaders(body)
        response = target.getresponse()
        answer = response.read()
        target.close()
        headers = [(name.lower(), value) for name, value in response.getheaders()]
        return response.status, [it for it in headers if it[0] not in CONNECTION], answer

    def send(self, status, headers, answer):
        lines = [f"HTTP/1.1 {status} {http.client.responses.get(status, '')}"]
        for name, value in headers:
            value = f"Keystone uri='{sys.argv[3]}'" if name == "www-authenticate" else value
            lines.append(f"{name}: {value}")
        if status != 204:
            lines.append(f"content-length: {len(answer)}")
        if self.close_connection:
            lines.append("connection: close")
        head = "\r\n".join(lines) + "\r\n\r\n"
        self.wfile.write(head.encode("latin-1") + (b"" if self.command == "HEAD" else answer))


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


if __name__ == "__main__":
    Server(("127.0.0.1", int(sys.argv[2])), Handler).serve_forever()
