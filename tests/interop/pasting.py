"""Pastes the commands of a page into a shell."""

import re
import shutil
import subprocess

import pytest

# The shells must not read their user's own files.
SHELLS = {"bash": ["bash", "--norc", "-i"], "zsh": ["zsh", "-f", "-i"]}
PASTE_SECONDS = 360
WRONG = re.compile(
    "usage:|not found|no matches|parse error|Traceback|unrecognized|no such file", re.IGNORECASE
)


def paste(shell, blocks, folder, environment):
    """The output of the shell and the commands for these blocks, pasted one after the other."""
    if not shutil.which(shell):
        pytest.skip(f"there is no {shell} here; tests/run installs it as root")
    pasted = subprocess.run(
        SHELLS[shell],
        input="\n".join([*blocks, "exit\n"]),
        cwd=folder,
        env=environment | {"TERM": "dumb", "LANG": "C.UTF-8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=PASTE_SECONDS,
        check=False,
    )
    wrong = WRONG.search(pasted.stdout)
    assert wrong is None, f"{wrong}\n{pasted.stdout}"
    return pasted.stdout
