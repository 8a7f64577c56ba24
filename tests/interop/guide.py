"""Reads `docs/extensions.md`: the files to write, and the lines to type."""

import fcntl
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from harness import HERE, OS_NAMES, parse_block

ROOT = HERE.parents[1]
GUIDE = ROOT / "docs" / "extensions.md"
CLONE = "git clone https://github.com/ferronova/ferronova"
# Names that are not part of a clone.
NOT_CLONED = {".git", "target", "ferronova-data", "__pycache__", ".pytest_cache"}
# Maximum time of each command, including the first build; then it is killed.
PATIENCE_SECONDS = 900
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


@dataclass
class Block:
    """A fenced block: its text, and the words after the backquotes."""

    words: list
    text: str

    @property
    def options(self):
        return dict(word.split("=", 1) for word in self.words if "=" in word)


def read_blocks():
    """The fenced blocks of the guide, in their order."""
    fences = re.findall(r"^```(\w[^\n]*)\n(.*?)^```$", GUIDE.read_text(), re.M | re.S)
    return [Block(shlex.split(words), text) for words, text in fences]


def write_file(block, folder):
    """Changes a file of a crate as the guide says."""
    options = block.options
    path = folder / options["file"]
    text = block.text
    if start := options.get("below") or options.get("instead"):
        lines = path.read_text().splitlines(keepends=True)
        places = [n for n, line in enumerate(lines) if line.startswith(start)]
        assert places, f"{path} has no line that starts with `{start}`"
        if "instead" in options:
            lines = [line for n, line in enumerate(lines) if n not in places[1:]]
            lines[places[0]] = text
        else:
            lines.insert(places[0] + 1, text)
        text = "".join(lines)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def clone(source, target):
    """Makes `target` a copy of this working tree, like a fresh clone.

    A file that stays the same is left alone, and with it what cargo has built of it.
    """
    here = {it.name for it in source.iterdir()} - NOT_CLONED
    target.mkdir(exist_ok=True)
    for gone in {it.name for it in target.iterdir()} - here:
        remove(target / gone)
    for name in here:
        one, other = source / name, target / name
        if one.is_dir():
            if not other.is_dir():
                remove(other)
            clone(one, other)
        elif not other.is_file() or one.read_bytes() != other.read_bytes():
            remove(other)
            shutil.copyfile(one, other)
            shutil.copymode(one, other)


def remove(path):
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


class Folder:
    """The folder in which the guide is followed; it has only a clone.

    It is always the same one, because cargo keeps what it has built by the path of its source.
    """

    def __init__(self):
        cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
        self.path = cache / "ferronova" / "guide"
        # Beside the workspace's target folder, if that is elsewhere: both are kept.
        # Nothing is shared with it, because the guide optimizes less than the workspace.
        own = os.environ.get("CARGO_TARGET_DIR")
        self.target = Path(own) / "guide" if own else cache / "ferronova" / "guide-target"
        self.path.mkdir(parents=True, exist_ok=True)

    def __enter__(self):
        self.lock = (self.path.parent / "guide.lock").open("w")
        fcntl.flock(self.lock, fcntl.LOCK_EX)  # Two runs at once would overwrite each other.
        for it in self.path.iterdir():
            if it.name != "ferronova":
                remove(it)
        clone(ROOT, self.path / "ferronova")
        return self

    def __exit__(self, *_exception):
        self.lock.close()

    def environment(self, bin=None):
        """The environment of a terminal there: the clients of `bin` first, and nothing of ours."""
        environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("FERRONOVA_", "OS_"))
        }
        environment["CARGO_TARGET_DIR"] = str(self.target)
        environment["CARGO_TERM_COLOR"] = "never"
        # No debugging data, which would take gigabytes.
        environment["CARGO_PROFILE_DEV_DEBUG"] = "0"
        environment["CARGO_INCREMENTAL"] = "0"
        if bin is not None:
            environment["PATH"] = f"{bin}:{environment['PATH']}"
        return environment


class Terminal:
    """A shell that lives as long as the guide: it keeps its folder and its variables."""

    DONE = "= done ="

    def __init__(self, folder, environment, log):
        self.log = log
        self.shell = subprocess.Popen(
            ["bash", "-euo", "pipefail"],
            cwd=folder,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log.open("a"),
            text=True,
            start_new_session=True,
        )

    def type(self, text):
        """Runs some lines, which must succeed, and returns what they print."""
        text = text.replace(CLONE, "test -d ferronova")
        # Commands must not read the lines that come after them.
        self.shell.stdin.write(f"{{ {text}\n}} </dev/null\nprintf '\\n{self.DONE}\\n'\n")
        self.shell.stdin.flush()
        printed = []
        with patience(self.shell):
            for line in self.shell.stdout:
                if line.strip() == self.DONE:
                    return "".join(printed).strip("\n")
                printed.append(line)
        raise AssertionError(f"failed: {text}\n{''.join(printed)}\n{self.log.read_text()[-4000:]}")

    def close(self):
        self.shell.stdin.close()
        self.shell.wait()


class Server:
    """What `cargo run -- serve` starts, until Ctrl-C."""

    def __init__(self, command, folder, environment, log):
        self.process = subprocess.Popen(
            ["bash", "-c", command],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log.open("a"),
            text=True,
            start_new_session=True,
        )
        block = {}
        with patience(self.process):
            for line in self.process.stdout:
                block.update(parse_block(line))
                if OS_NAMES <= block.keys():
                    break
        if not OS_NAMES <= block.keys():
            raise AssertionError(f"it does not start\n{log.read_text()[-4000:]}")
        # Read to the end: a server must not be held up by a full pipe.
        threading.Thread(target=self.process.stdout.read, daemon=True).start()

    def press_ctrl_c(self):
        os.killpg(self.process.pid, signal.SIGINT)
        self.process.wait(60)


@contextmanager
def patience(process):
    """Kills the process and its children, in case they hang."""
    timer = threading.Timer(PATIENCE_SECONDS, lambda: os.killpg(process.pid, signal.SIGKILL))
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def free_address():
    """An address that a server can listen on now and again after a restart."""
    with socket.socket() as it:
        it.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{it.getsockname()[1]}"


def comparable(text):
    """The lines of an output, without differences in times and in the widths of tables."""
    lines = [" ".join(line.split()) for line in TIME.sub("TIME", text).splitlines()]
    return [line for line in lines if line]
