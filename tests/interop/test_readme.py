"""The README's commands, pasted into a shell in their order, twice."""

import re

import pytest
from conftest import find_bin
from harness import HERE
from pasting import paste

README = HERE.parents[1] / "README.md"
# Blocks that start the server, run the tests, or name another server.
ELSEWHERE = re.compile(r"cargo|tests/run")


def read_blocks():
    fences = re.findall(r"^```sh\n(.*?)^```$", README.read_text(), re.M | re.S)
    return [text for text in fences if not ELSEWHERE.search(text)]


@pytest.mark.parametrize(
    ("shell", "nova"),
    [("bash", "openstack-today"), ("bash", "nova-2014"), ("zsh", "openstack-today")],
)
def test_the_blocks_of_the_readme_can_be_pasted_twice(cloud, shell, nova):
    bins = []
    for name in (nova, "openstack-today"):
        bin, reason = find_bin(name)
        if bin is None:
            pytest.skip(reason)
        bins.append(str(bin))
    (cloud.folder / "ferronova-data").symlink_to(cloud.data)
    path = ":".join([*bins, "/usr/local/bin:/usr/bin:/bin"])
    blocks = read_blocks()
    assert len(blocks) == 4

    said = paste(
        shell,
        [*blocks * 2, "echo what is left", "openstack server list"],
        cloud.folder,
        cloud.environment_of("demo") | {"PATH": path},
    )

    for what in [
        r'"locked":true$',
        r'"locked_by":"owner"$',
        r'"message":"Instance \S+ is locked"',
        r'\{"servers":\[\{"id":"[^"]+","name":"curled"',
        r"\| locked_by +\| owner ",
        r"^\| locked \| True +\|$",
        r"\| lock +\|.*\| ad0+1 +\| ad0+2 +\|$",
        r"Policy doesn't allow compute:unlock_override to be performed\.$",
        r"^\| locked_reason \| disk is being moved \|$",
        r"^\| [-0-9a-f]+ \| moving +\| ACTIVE ",
    ]:
        assert len(re.findall(what, said, re.M)) == 2, f"{what}\n{said}"
    assert not re.search("curled|booted|opened|moving", said.rsplit("what is left", 1)[-1]), said
