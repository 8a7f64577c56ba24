"""Follows the guide to extensions to the letter, from an empty folder."""

import re
import subprocess

import pytest
from conftest import find_bin
from guide import (
    GUIDE,
    PATIENCE_SECONDS,
    Folder,
    Server,
    Terminal,
    comparable,
    free_address,
    read_blocks,
    write_file,
)
from harness import Cloud, NovaToday
from pasting import SHELLS, paste

# These tests use one folder, one after the other.
pytestmark = pytest.mark.xdist_group("guide")

# Declarations that the guide's snippets need.
IMPORTS = """#![allow(unused_imports, dead_code)]
use ferronova_compute::{Address, Condition, Flavor, LockedBy, Server};
use ferronova_v2::{
    Action, Adds, Call, Creation, Extension, Failure, Fault, Fields, Filter, Key, Keys, LockedText,
    Members, Need, Reads, Related, Reply, Route, Wording, handler, object,
};
"""


@pytest.fixture(scope="module")
def folder():
    """A folder that has only the clone."""
    with Folder() as folder:
        yield folder


def clients(environment):
    """The commands of one of the clients' environments, if there is a Python for it."""
    bin, reason = find_bin(environment)
    if bin is None:
        pytest.skip(reason)
    return bin


def write_crate(folder, name):
    """The files of the guide, as they are at its end."""
    path = folder.path / name
    for block in read_blocks():
        if "file" in block.options:
            write_file(block, path)
    return path


def cargo(folder, path, *arguments):
    """The output of cargo, which may fail."""
    finished = subprocess.run(
        ["cargo", *arguments],
        cwd=path,
        env=folder.environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    return finished.returncode, finished.stdout + finished.stderr


def test_whoever_follows_the_guide_sees_the_new_keys_and_the_new_filter(folder, subtests):
    today = clients("openstack-today")
    environment = folder.environment(today) | {"FERRONOVA_LISTEN": free_address()}
    log = folder.path / "log"
    first = Terminal(folder.path, environment, log)
    second = Terminal(folder.path, environment, log)
    crate = folder.path / "lock-details"
    server = None
    printed = None
    checked = 0
    try:
        for block in read_blocks():
            match block.words:
                case ["sh"]:
                    first.type(block.text)
                case ["sh", "second"]:
                    printed = second.type(block.text)
                    if block.text.startswith("nova "):
                        oldest, _reason = find_bin("nova-2014")
                        if oldest is not None:
                            assert run_once(block.text, crate, folder.environment(oldest)) == (
                                comparable(printed)
                            )
                case ["sh", "serve"]:
                    if server is not None:
                        server.press_ctrl_c()
                    server = Server(block.text, crate, environment, log)
                case ["text"]:
                    assert comparable(printed) == comparable(block.text)
                    checked += 1
                case [_, *_] if "file" in block.options:
                    write_file(block, crate)
                case ["sh", "template"]:
                    break
        for shell in SHELLS:
            with subtests.test(shell):
                assert_can_be_pasted_twice(shell, folder.path, environment)
    finally:
        if server is not None:
            server.press_ctrl_c()
        first.close()
        second.close()
    assert checked == 2


def assert_can_be_pasted_twice(shell, folder, environment):
    """Pastes the commands for a running server; each time they leave the cloud as it was."""
    blocks = read_blocks()
    typed = [it.text for it in blocks if it.words == ["sh", "second"]]

    said = "\n".join(comparable(paste(shell, [*typed, "cd ..", *typed], folder, environment)))

    for expected in (comparable(it.text) for it in blocks if it.words == ["text"]):
        assert [said.count(line) for line in expected] == [2] * len(expected), said


def run_once(command, folder, environment):
    """The output of a client in a new terminal."""
    lines = f". ferronova-data/openrc\n{command}"
    finished = subprocess.run(
        ["bash", "-c", lines], cwd=folder, env=environment, capture_output=True, text=True, check=True
    )
    return comparable(finished.stdout)


def test_the_template_builds_and_passes_its_tests(folder):
    [block] = [it for it in read_blocks() if it.words == ["sh", "template"]]
    terminal = Terminal(folder.path, folder.environment(), folder.path / "log")

    printed = terminal.type(block.text)

    terminal.close()
    assert printed.count("1 passed") == 2, printed


def test_every_snippet_of_the_guide_compiles(folder):
    blocks = read_blocks()
    crate = write_crate(folder, "snippets")
    hooks = [it.text for it in blocks if it.words == ["rust", "hook"]]
    items = [it.text for it in blocks if it.words == ["rust", "item"]]
    items += [f"const ADDS: Adds = Adds {{ {text} ..Adds::NOTHING }};" for text in hooks]
    parts = [f"mod snippet_{n} {{ use super::*; {text} }}" for n, text in enumerate(items)]
    [plugin] = [it.text for it in blocks if it.words == ["rust", "plugin"]]
    parts.append(f"mod plugin {{ use ferronova_v3::{{Adds, Key, Keys, Plugin}}; {plugin} }}")
    (crate / "src" / "lib.rs").write_text(IMPORTS + "\n".join(parts))
    manifest = crate / "Cargo.toml"
    v2 = 'ferronova-v2.path = "../ferronova/crates/v2"'
    more = f'{v2.replace("v2", "v3")}\nserde = {{ version = "1", features = ["derive"] }}'
    manifest.write_text(manifest.read_text().replace(v2, f"{v2}\n{more}"))
    (crate / "src" / "main.rs").unlink()

    code, printed = cargo(folder, crate, "build")

    assert len(items) >= 8
    assert code == 0, printed


def test_the_rule_in_the_guide_reserves_the_keys_for_administrators(
    folder, tmp_path, monkeypatch
):
    code, printed = cargo(folder, write_crate(folder, "lock-details"), "build")
    assert code == 0, printed
    monkeypatch.setenv("FERRONOVA_BIN", str(folder.target / "debug" / "lock-details"))
    [rule] = [it.text for it in read_blocks() if it.words == ["yaml"]]
    policy = tmp_path / "policy.yaml"
    policy.write_text(rule)

    with Cloud(tmp_path, "--policy-file", policy) as cloud:
        nova = NovaToday(cloud, clients("openstack-today"))
        nova.boot("web")
        rows = nova.show("web")
        seen_by_admin = nova.show(rows["id"], by="admin")

    assert "os-lock-details:reason" not in rows
    assert seen_by_admin["os-lock-details:reason"] == "-"


# The file, what is right in it, and the mistake.
MISTAKES = {
    "a field is forgotten": (
        "src/lib.rs",
        '    rule: Some("compute_extension:lock_details"),\n',
        "",
    ),
    "a key with two colons": ("src/lib.rs", "details:reason", "details:reason:text"),
    "keys without a function": ("src/lib.rs", "&[LOCKED_AT, REASON], write", "&[LOCKED_AT, REASON]"),
    "a function without keys": ("src/lib.rs", "&[LOCKED_AT, REASON], write", "&[], write"),
    "the crate is not mentioned": ("src/main.rs", "use lock_details as _;\n", ""),
    "a key, member, filter": (
        "src/lib.rs",
        'Key::new("os-lock-details:locked_at")',
        'Key::new("locked")',
    ),
    "two routes": (
        "src/lib.rs",
        "        server: Keys",
        '        routes: &[ferronova_v2::Route::get("/servers/{server}", |_| {\n'
        "            ferronova_v2::ready(Err(ferronova_v2::Fault::not_found().into()))\n"
        "        })],\n        server: Keys",
    ),
    "an older extension": (
        "src/lib.rs",
        "ferronova_v2::register!",
        "struct LockDetails;\n\nimpl Extension for LockDetails {\n"
        '    const ALIAS: &str = "os-lock-details";\n'
        "    const SERVER_KEYS: &[Key] = &[LOCKED_AT, REASON];\n"
        "    fn extend_server(server: &Server, related: &Related, out: &mut Fields<'_>) {\n"
        "        write(server, related, out);\n    }\n}\n\n"
        "ferronova_v2::register!(LockDetails);\n\nferronova_v2::register!",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_stopped_as_the_guide_says(folder, mistake):
    row = next(it for it in GUIDE.read_text().splitlines() if it.startswith(f"| {mistake}"))
    _, _, stops, says, _ = (cell.strip() for cell in row.split("|"))
    says = says.removeprefix("``").removesuffix("``").strip()
    crate = write_crate(folder, "mistake")
    name, right, wrong = MISTAKES[mistake]
    text = (crate / name).read_text()
    assert right in text
    (crate / name).write_text(text.replace(right, wrong))

    built, printed = cargo(folder, crate, "build")
    if stops == "the start":
        assert built == 0, printed
        command = ["run", "-q", "--", "serve", "--ephemeral", "--listen", "127.0.0.1:0"]
        built, printed = cargo(folder, crate, *command)

    assert built != 0
    assert says in re.sub(r"\s+", " ", printed)
