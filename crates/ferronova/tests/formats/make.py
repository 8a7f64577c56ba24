#!/usr/bin/env python3
"""Creates the folder of one format, as a killed program with this format leaves it.

    make.py BINARY FOLDER

The binary is the old program, built from the commit in README.md. It is killed, never stopped.
Needs `faketime`, so that the tokens and the revocation of one of them are still valid when the
folder is opened.
"""

import base64
import hashlib
import hmac
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
IMAGE = "1a9e0000-0000-4000-8000-000000000001"
SIGNATURE = 16


class Program:
    """A running program, with the real clock or with one in the year 2100."""

    def __init__(self, binary, data, *before):
        command = [*before, binary, "serve", "--listen", "127.0.0.1:0", "--data", data]
        command += ["--seed", HERE / "seed.yaml"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        for line in iter(self.process.stdout.readline, b""):
            if b"OS_AUTH_URL=" in line:
                break
        self.url = line.decode().split("=", maxsplit=1)[1].strip(" '\"\n").removesuffix("/identity")

    def kill(self):
        # The program itself, if another process started it.
        pid = subprocess.run(["pgrep", "-P", str(self.process.pid)], capture_output=True, text=True)
        for it in [*pid.stdout.split(), str(self.process.pid)]:
            subprocess.run(["kill", "-KILL", it], check=False)
        self.process.wait()

    def call(self, method, path, token=None, body=None, **headers):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}{path}", data=data, method=method)
        request.add_header("Content-Type", "application/json")
        if token:
            request.add_header("X-Auth-Token", token)
        for name, value in headers.items():
            request.add_header(name.replace("_", "-"), value)
        with urllib.request.urlopen(request) as answer:
            text = answer.read()
            return answer.headers, json.loads(text) if text else None

    def log_in(self, user, password):
        named = {"name": user, "domain": {"name": "Default"}, "password": password}
        identity = {"methods": ["password"], "password": {"user": named}}
        headers, _ = self.call("POST", "/identity/v3/auth/tokens", body={"auth": {"identity": identity}})
        return headers["x-subject-token"]


def make_servers(program):
    """The final views of the servers for their owner, without links."""
    ann = program.log_in("ann", "an old password")
    olga = program.log_in("olga", "another old password")
    servers = "/v2/0c000000000000000000000000000001/servers"
    ids = {}
    for name in ("plain", "kept", "guarded", "gone"):
        new = {"name": name, "imageRef": IMAGE, "flavorRef": "1", "metadata": {"fruit": name}}
        ids[name] = program.call("POST", servers, ann, {"server": new})[1]["server"]["id"]
    program.call("POST", f"{servers}/{ids['kept']}/action", ann, {"lock": None})
    of_all = "/v2/0c000000000000000000000000000002/servers"
    program.call("POST", f"{of_all}/{ids['guarded']}/action", olga, {"lock": None})
    program.call("DELETE", f"{servers}/{ids['gone']}", ann)
    shown = {}
    for name in ("plain", "kept", "guarded"):
        server = program.call("GET", f"{servers}/{ids[name]}", ann)[1]["server"]
        keys = ("id", "name", "status", "metadata", "created", "locked", "locked_by")
        shown[name] = {it: server[it] for it in keys}
        # Later versions show more keys.
        shown[name]["address"] = server["addresses"]["private"][0]["addr"]
    return list(shown.values()), ids["gone"]


def key_of(token, database):
    """Finds the key that signed the token in the file, or None if keys change daily: such a
    key can't be used on another day."""
    packed = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    said, signature = packed[:-SIGNATURE], packed[-SIGNATURE:]
    # Follows the versions of the envelope and of the document.
    at = database.find(b"\x01\x01")
    while at >= 0:
        key = database[at + 2 : at + 34]
        if hmac.digest(key, said, hashlib.sha256)[:SIGNATURE] == signature:
            return key.hex()
        at = database.find(b"\x01\x01", at + 1)
    return None


def main():
    binary, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    with tempfile.TemporaryDirectory() as temporary:
        data = pathlib.Path(temporary) / "data"
        program = Program(binary, data)
        servers, gone = make_servers(program)
        program.kill()
        program = Program(binary, data, "faketime", "2100-01-01 00:00:00")
        kept, revoked = (program.log_in("ann", "an old password") for _ in range(2))
        path = "/identity/v3/auth/tokens"
        program.call("DELETE", path, revoked, X_Subject_Token=revoked)
        program.kill()
        database = (data / "ferronova.redb").read_bytes()
        told = {
            "servers": servers,
            "deleted": gone,
            "key": key_of(kept, database),
            "token_until_2100": kept,
            "revoked_until_2100": revoked,
        }
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "told.json").write_text(json.dumps(told, indent=1) + "\n")
        shutil.copy(data / "ferronova.redb", folder / "ferronova.redb")


if __name__ == "__main__":
    main()
