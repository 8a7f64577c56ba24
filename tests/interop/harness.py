"""Starts Ferronova as a user would, and runs real, unmodified OpenStack clients against it.

A client is given the `OS_*` block that the server prints when it starts, and nothing else; the
tests read what the client prints, never Ferronova's answers.
"""

import fcntl
import json
import os
import queue
import re
import select
import shlex
import signal
import subprocess
import termios
import threading
import time
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
START_SECONDS = 20
STOP_SECONDS = 20
CLIENT_SECONDS = 120

OS_LINE = re.compile(r"^\s*(?:export )?(OS_[A-Z_]+)=(.*)$")
OS_NAMES = {
    "OS_AUTH_URL",
    "OS_USERNAME",
    "OS_PASSWORD",
    "OS_PROJECT_NAME",
    "OS_TENANT_NAME",
    "OS_USER_DOMAIN_NAME",
    "OS_PROJECT_DOMAIN_NAME",
}

# How clients print a key that is absent, null or empty; no two of them agree.
NO_VALUE = ("", "-", "None", "N/A")

# What newer `nova` commands print about themselves, with any endpoint.
ABOUT_ITSELF = "nova CLI is deprecated and will be removed in a future release\n"
# What no client may print about our endpoint, even if it goes on. Events of servers have a
# `traceback` as well.
SUSPICIOUS = re.compile(
    r"traceback \(most|warn|deprecat|discover|unversioned|unexpected", re.IGNORECASE
)


class Cloud:
    """One `ferronova serve` with its data folder; it can be stopped and started again."""

    def __init__(self, folder, *flags):
        self.folder = folder
        self.data = folder / "data"
        self.log = folder / "log"
        self.home = folder / "home"
        self.home.mkdir()
        self.start(*flags)

    def __enter__(self):
        return self

    def __exit__(self, *_exception):
        if self.process.poll() is None:
            self.stop()
        assert "panicked" not in self.log.read_text(), self.log.read_text()

    def start(self, *flags):
        """Starts the server, and returns when it has printed the whole `OS_*` block."""
        storage = [] if "--ephemeral" in flags else ["--data", self.data]
        command = [ferronova(), "serve", "--listen", "127.0.0.1:0", *storage, *flags]
        # Every flag is also a variable; those of the person who runs the tests must not be used.
        environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("FERRONOVA_", "OS_"))
        }
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                env=environment,
                text=True,
            )
        self.environment = self._read_block()

    def _read_block(self):
        lines = queue.Queue()

        def read(stdout=self.process.stdout):
            # Read to the end: a server must not be held up by a full pipe.
            with stdout:
                for line in stdout:
                    lines.put(line)
            lines.put(None)

        threading.Thread(target=read, daemon=True).start()
        block = {}
        deadline = time.monotonic() + START_SECONDS
        while not OS_NAMES <= block.keys():
            try:
                line = lines.get(timeout=max(0, deadline - time.monotonic()))
            except queue.Empty:
                line = None
            if line is None:
                self.process.kill()
                missing = ", ".join(sorted(OS_NAMES - block.keys()))
                raise AssertionError(f"the server did not print {missing}\n{self.log.read_text()}")
            block.update(parse_block(line))
        return block

    def stop(self):
        """Asks the server to shut down."""
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(STOP_SECONDS)
        assert code == 0, f"SIGTERM ended it with {code}\n{self.log.read_text()}"

    def kill(self):
        """Kills the server."""
        self.process.kill()
        self.process.wait(STOP_SECONDS)

    def environment_of(self, user):
        """The whole environment of a client that `user` runs."""
        block = self.environment
        if user != block["OS_USERNAME"]:
            # Each user of the built-in seed has a project of the same name.
            own = {name: user for name in ("OS_USERNAME", "OS_PROJECT_NAME", "OS_TENANT_NAME")}
            block = block | own
        return block | {"HOME": str(self.home)}

    @property
    def v21(self):
        """The endpoint of v2.1; the catalogue names v2 for the service `compute`."""
        return self.environment["OS_AUTH_URL"].removesuffix("/identity") + "/v2.1"


def wait_for_question(terminal):
    """Reads what a command writes to its terminal, up to a question."""
    seen = b""
    while not seen.endswith(b": "):
        readable, _, _ = select.select([terminal], [], [], CLIENT_SECONDS)
        assert readable, f"it asks nothing: {seen}"
        try:
            seen += os.read(terminal, 1024)
        except OSError as error:
            raise AssertionError(f"it ended without a question: {seen}") from error


def parse_block(text):
    """The `OS_*` variables that a text sets."""
    matches = (OS_LINE.match(line) for line in text.splitlines())
    return {match[1]: match[2].strip() for match in matches if match}


def ferronova():
    """The binary under test: `$FERRONOVA_BIN`, or what `cargo build --release` makes."""
    if "FERRONOVA_BIN" in os.environ:
        return Path(os.environ["FERRONOVA_BIN"]).absolute()
    target = os.environ.get("CARGO_TARGET_DIR", HERE.parents[1] / "target")
    return Path(target).absolute() / "release" / "ferronova"


@dataclass
class Answer:
    """What one run of a client printed, and how it ended."""

    code: int
    stdout: str
    stderr: str

    @property
    def text(self):
        return self.stdout + self.stderr

    def table(self):
        """The cells of the table that the client printed, its head first."""
        lines = [line for line in self.stdout.splitlines() if line.startswith("|")]
        return [[cell.strip() for cell in line[1:-1].split("|")] for line in lines]

    def rows(self):
        """The cells of the table that the client printed, without its head."""
        return self.table()[1:]

    def without_value(self):
        """The empty cells of the table: rows, if it shows one thing; columns, if it is a list."""
        head, *rows = self.table()
        if head[0] in ("Property", "Field"):
            return {name for name, value in rows if value in NO_VALUE}
        return {
            column for row in rows for column, value in zip(head, row) if value in NO_VALUE
        }


class Client:
    """A command of one release, from its own virtual environment, used on one cloud."""

    # The rows of a server about its lock: whether it is locked, and by whom.
    lock_rows = ("locked", "locked_by")
    # Variables that its users set besides the `OS_*` block, for any cloud.
    settings = {}

    def __init__(self, cloud, bin):
        self.cloud = cloud
        self.bin = bin

    def try_run(self, program, *arguments, by):
        """Runs a command of this environment; its output must have no suspicious message."""
        finished = subprocess.run(
            [self.bin / program, *arguments],
            env=self.cloud.environment_of(by) | self.settings,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=CLIENT_SECONDS,
            check=False,
        )
        return self._heard(finished.returncode, finished.stdout, finished.stderr)

    def try_typing(self, lines, program, *arguments, by):
        """Runs a command that asks at its terminal; each line answers one of its questions."""
        ours, terminal = os.openpty()
        process = subprocess.Popen(
            [self.bin / program, *arguments],
            env=self.cloud.environment_of(by),
            stdin=terminal,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )
        os.close(terminal)
        try:
            for line in lines:
                # Anything typed before it asks is thrown away.
                wait_for_question(ours)
                os.write(ours, f"{line}\n".encode())
            stdout, stderr = process.communicate(timeout=CLIENT_SECONDS)
        finally:
            process.kill()
            os.close(ours)
        return self._heard(process.returncode, stdout, stderr)

    def _heard(self, code, stdout, stderr):
        answer = Answer(code, stdout, stderr.replace(ABOUT_ITSELF, ""))
        assert not SUSPICIOUS.search(answer.text), answer.text
        return answer

    def run(self, program, *arguments, by="demo"):
        """Runs a command that must succeed without a complaint."""
        answer = self.try_run(program, *arguments, by=by)
        assert answer.code == 0 and not answer.stderr, f"{arguments}: {answer.text}"
        return answer

    def refused(self, program, *arguments, by="demo"):
        """Runs a command that must fail; returns the client's message."""
        answer = self.try_run(program, *arguments, by=by)
        assert answer.code != 0, f"{arguments}: {answer.text}"
        return answer.text

    def ask(self, verb, *arguments, by="demo"):
        """Runs a command about servers, by the client's own name for it."""
        return self.run(*self.command(verb, *arguments), by=by)

    def words(self, typed):
        """The words of a command line."""
        return shlex.split(typed)

    def names(self):
        return [row[1] for row in self.ask("list").rows()]

    def show(self, server, by="demo"):
        """The rows of one server, by name."""
        return dict(self.ask("show", server, by=by).rows())


class Nova(Client):
    """The `nova` command; `show` prints every member of a server."""

    # Arguments that make the command use another version of the API.
    mode = ()

    def image(self):
        return self.run("nova", "image-list").rows()[0][0]

    def boot(self, name):
        arguments = ["--flavor", "m1.tiny", "--image", self.image(), "--poll", name]
        self.ask("boot", *arguments)

    def command(self, verb, *arguments):
        return ["nova", *self.mode, verb, *arguments]


class NovaV3(Nova):
    """The same command in its v3 mode, which has kept the words of 2014.1: `boot` sends
    `image_ref`, and `stop` is not `os-stop`.
    """

    mode = ("--os-compute-api-version", "3", "--service-type", "computev3")
    lock_rows = ("OS-EXT-STS:locked", "OS-EXT-STS:locked_by")


class NovaToday(Nova):
    """Today's `nova` has no command for images; its users ask `openstack`."""

    def image(self):
        return self.run("openstack", "image", "list").rows()[0][0]


class OpenStack(Client):
    """The `openstack` command; it knows of the lock, but has no row for its holder."""

    lock_rows = ("locked",)

    def boot(self, name):
        image = self.run("openstack", "image", "list").rows()[0][0]
        arguments = ["--flavor", "m1.tiny", "--image", image, "--network", "private"]
        self.run("openstack", "server", "create", *arguments, "--wait", name)

    def command(self, verb, *arguments):
        return ["openstack", "server", verb, *arguments]


class NovaTodayV21(NovaToday):
    """Today's `nova`, sent to v2.1. It then sends everything there, also what it asks about
    images, so it finds none.
    """

    lock_rows = ("locked", "locked_reason")

    @property
    def settings(self):
        return {"OS_ENDPOINT_OVERRIDE": self.cloud.v21}


class OpenStackV21(OpenStack):
    """The `openstack` command, sent to v2.1 for what it asks about servers and flavors."""

    lock_rows = ("locked", "locked_reason")

    @property
    def settings(self):
        return {"OS_COMPUTE_ENDPOINT_OVERRIDE": self.cloud.v21}


class Ansible(Client):
    """Modules of the collection openstack.cloud; each command is a module and its arguments."""

    settings = {
        "LANG": "C.UTF-8",
        "ANSIBLE_LOCALHOST_WARNING": "false",
        "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
    }

    def words(self, typed):
        module, _, given = typed.partition(" ")
        return ["ansible", "localhost", "-m", f"openstack.cloud.{module}", "-a", given]


class Gophercloud(Client):
    """The program in the folder of that name; each of its answers is one JSON object."""

    def command(self, verb, argument):
        return ["gophercloud", verb, str(argument)]

    def ask(self, verb, argument, by="demo"):
        return json.loads(super().ask(verb, argument, by=by).stdout)

    def refusal(self, verb, server, by="demo"):
        """The status and the body of the refusal."""
        answer = json.loads(self.refused(*self.command(verb, server), by=by))
        return answer["status"], answer["message"]


class GophercloudV21(Gophercloud):
    """The same program, sent to v2.1 and told the microversion with the reasons of locks."""

    @property
    def settings(self):
        return {
            "OS_COMPUTE_ENDPOINT_OVERRIDE": self.cloud.v21,
            "OS_COMPUTE_API_VERSION": "2.73",
        }


def assert_lock_shown(client, server, locked, locked_by, by="demo"):
    """Compares what the client prints about a lock, as far as it has rows for it."""
    rows = client.show(server, by=by)
    shown = {row: rows.get(row) for row in client.lock_rows}
    assert shown == dict(zip(client.lock_rows, (locked, locked_by)))


def assert_refused_as_locked(client, verb, server):
    """Runs a command that the lock must refuse, and that must report it."""
    text = client.refused(*client.command(verb, server))
    assert "is locked" in text
    assert re.search(r"HTTP 409|ConflictException: 409", text)
