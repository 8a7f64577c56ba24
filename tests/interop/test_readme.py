"""The README's commands, pasted in their order into the shell of somebody who tries them, twice."""

import re
import shutil
import subprocess

import pytest
from conftest import find_bin
from harness import HERE

README = HERE.parents[1] / "README.md"
# Blocks that start the server, run the tests, or name another server.
ELSEWHERE = re.compile(r"cargo|tests/run")
# Whether each shell reads its user's own files is not the README's business.
SHELLS = {"bash": ["bash", "--norc", "-i"], "zsh": ["zsh", "-f", "-i"]}
CLIENT_SECONDS = 120


def read_blocks():
    fences = re.findall(r"^```sh\n(.*?)^```$", README.read_text(), re.M | re.S)
    return [text for text in fences if not ELSEWHERE.search(text)]


@pytest.mark.parametrize(
    ("shell", "nova"),
    [("bash", "openstack-today"), ("bash", "nova-2014"), ("zsh", "openstack-today")],
)
def test_the_blocks_of_the_readme_can_be_pasted_twice(cloud, shell, nova):
    if not shutil.which(shell):
        pytest.skip(f"there is no {shell} here; tests/run installs it as root")
    bins = []
    for name in (nova, "openstack-today"):
        bin, reason = find_bin(name)
        if bin is None:
            pytest.skip(reason)
        bins.append(str(bin))
    (cloud.folder / "ferronova-data").symlink_to(cloud.data)
    path = ":".join([*bins, "/usr/local/bin:/usr/bin:/bin"])
    blocks = read_blocks()
    assert len(blocks) == 3

    pasted = subprocess.run(
        SHELLS[shell],
        input="\n".join([*blocks * 2, "echo what is left", "openstack server list", "exit\n"]),
        cwd=cloud.folder,
        env=cloud.environment_of("demo") | {"PATH": path, "TERM": "dumb", "LANG": "C.UTF-8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=CLIENT_SECONDS,
        check=False,
    )

    said = pasted.stdout
    for what in [
        r'"locked":true$',
        r'"locked_by":"owner"$',
        r'"message":"Instance \S+ is locked"',
        r'\{"servers":\[\{"id":"[^"]+","name":"curled"',
        r"\| locked_by +\| owner ",
        r"^\| locked \| True +\|$",
        r"\| lock +\|.*\| ad0+1 +\| ad0+2 +\|$",
        r"Policy doesn't allow compute:unlock_override to be performed\.$",
    ]:
        assert len(re.findall(what, said, re.M)) == 2, f"{what}\n{said}"
    wrong = re.search(r"usage:|not found|no matches|parse error|Traceback|unrecognized", said, re.I)
    assert wrong is None, f"{wrong}\n{said}"
    assert not re.search("curled|booted|opened", said.rsplit("what is left", 1)[-1]), said
