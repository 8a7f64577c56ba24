"""Runs the table `nova_acts` on v2 and on v3, also on locked servers."""

import re

import pytest
from harness import HERE, Cloud
from nova_acts import (
    ACTS,
    BROKEN_IN_V3,
    IDS,
    MADE,
    NO_VOLUME,
    PASSWORD,
    STRANDED,
    VOLUME,
    WEB,
)

# `web` is large enough for both images; the host of `stranded` is down.
SEED = f"""
flavors:
  - {{id: 2, name: m1.small, ram: 2048, disk: 20, vcpus: 1,
     extra_specs: {{"hw:cpu_policy": dedicated}}}}
  - {{id: 3, name: m1.medium, ram: 4096, disk: 40, vcpus: 2}}
hypervisors:
  - {{id: 1, hostname: cmp1.example.org}}
  - {{id: 2, hostname: cmp2.example.org}}
  - {{id: 3, hostname: cmp3.example.org, up: false}}
servers:
  - {{id: {WEB}, name: web, project: demo, flavor: m1.small, host: cmp1, networks: [private],
     volumes: [{VOLUME}], system_metadata: {{password_0: {PASSWORD}}}}}
  - {{id: {STRANDED}, name: stranded, project: demo, host: cmp3, networks: [private]}}
"""
# The tests look at the result of an action, not at the work that is shown once.
FLAGS = (
    *("--action-time", "0s"),
    *("--reclaim-instance-interval", "1h"),
    *("--shelved-offload-time", "never"),
)


@pytest.fixture
def cloud(tmp_path):
    seed = tmp_path / "seed.yaml"
    seed.write_text(SEED)
    with Cloud(tmp_path, "--ephemeral", "--seed", seed, *FLAGS) as cloud:
        yield cloud


@pytest.fixture
def nova(request, client_of):
    return client_of({"v2": "nova-2.20.0", "v3": "nova-2.20.0-v3"}[request.param])


def acts(wanted):
    """The rows of the table that satisfy a condition, for each version that has them."""
    rows = [
        (version, name)
        for name, act in ACTS.items()
        for version in ("v2", "v3")
        if wanted(act) and not (version == "v3" and act.in_v3 and act.in_v3[0] is None)
    ]
    return pytest.mark.parametrize(("nova", "name"), rows, indirect=["nova"])


def try_act(nova, act, by):
    """Runs the command of the act, with servers by their ids: only these name servers of others."""
    words = act.in_v3[0] if nova.mode and act.in_v3 else act.words
    command = [IDS.get(word, word) for word in words.split()]
    if command[0] == "api":
        version = "3" if nova.mode else "2"
        return nova.try_run("python", HERE / "nova_api.py", version, *command[1:], by=by)
    if act.typed:
        return nova.try_typing(act.typed, *nova.command(*command), by=by)
    return nova.try_run(*nova.command(*command), by=by)


def do(nova, act):
    """Does it, which must succeed, and returns the output."""
    answer = try_act(nova, act, act.by)
    assert answer.code == 0 and not answer.stderr, answer.text
    return answer


def prepare(nova, act):
    """Brings the server to the state that the act needs, and lets its owner lock it."""
    for name in act.before:
        do(nova, (ACTS | MADE)[name])
    nova.ask("lock", IDS[act.server])


def assert_done(nova, act, locked_by="-"):
    """Does it, and checks the output and the server afterwards."""
    answer = do(nova, act)
    if not (nova.mode and act.in_v3):
        assert act.prints <= {row[0] for row in answer.table()}, answer.text
    if not act.after:
        gone = nova.refused(*nova.command("show", IDS[act.server]), by=act.by)
        assert "No server with a name or ID" in gone
        return
    rows = show(nova, act.server, act.by)
    assert {row: rows.get(row) for row in act.after} == act.after
    lock = [rows[row] for row in nova.lock_rows]
    assert lock == [str(locked_by != "-"), locked_by]


def show(nova, server, by):
    """The rows of a server; of its image and its flavor the ids, because v3 finds no names."""
    rows = nova.show(IDS[server], by=by)
    ids = {row: re.sub(r".*\((.*)\)", r"\1", rows[row]) for row in ("image", "flavor")}
    return rows | ids


def assert_refused(nova, act):
    """The owner is refused with the text in the table, and nothing has changed."""
    reason = act.refused[bool(nova.mode)].format(id=IDS[act.server])
    before = show(nova, act.server, "demo")
    answer = try_act(nova, act, "demo")
    assert answer.code != 0, answer.text
    assert re.search(reason, answer.text), answer.text
    assert show(nova, act.server, "demo") == before


@acts(lambda act: act.refused and act.by == "demo")
def test_a_lock_keeps_it_from_happening(nova, name):
    act = ACTS[name]
    prepare(nova, act)

    assert_refused(nova, act)

    nova.ask("unlock", IDS[act.server])
    assert_done(nova, act)


@acts(lambda act: act.refused and act.by == "admin")
def test_only_admins_do_it_and_no_lock_keeps_them_from_it(nova, name):
    act = ACTS[name]
    prepare(nova, act)

    assert_refused(nova, act)

    assert_done(nova, act, locked_by="owner")


@acts(lambda act: not act.refused)
def test_a_lock_lets_it_happen(nova, name):
    act = ACTS[name]
    prepare(nova, act)

    assert_done(nova, act, locked_by="owner")


VERSIONS = pytest.mark.parametrize("nova", ["v2", "v3"], indirect=True)


@VERSIONS
def test_a_volume_is_looked_for_before_a_lock_keeps_another_from_its_place(nova):
    to_unknown = nova.command("volume-update", WEB, VOLUME, NO_VOLUME)
    to_known = nova.command("volume-update", WEB, VOLUME, VOLUME)
    not_found = f"Volume {NO_VOLUME} could not be found. (HTTP 404)"
    in_use = "Invalid volume: status must be 'available' (HTTP 400)"

    assert not_found in nova.refused(*to_unknown)
    assert in_use in nova.refused(*to_known)
    nova.ask("lock", WEB)

    assert not_found in nova.refused(*to_unknown)
    assert f"Instance {WEB} is locked (HTTP 409)" in nova.refused(*to_known)
    assert in_use in nova.refused(*to_known, by="admin")


@VERSIONS
def test_the_password_of_a_locked_server_is_read_and_cleared(nova):
    nova.ask("lock", WEB)

    posted = nova.ask("get-password", WEB).stdout
    nova.ask("clear-password", WEB)

    # In its v3 mode the client also reports that it has no key.
    assert posted.splitlines()[-1] == PASSWORD
    assert nova.ask("get-password", WEB).stdout.strip() == ""


@VERSIONS
def test_flavors_are_listed_with_their_extra_specs(nova):
    answer = nova.ask("flavor-list", "--extra-specs")

    # In its v3 mode the client asks `flavor-extra-specs`, which 2014.2 has renamed.
    small, medium = ("N/A", "N/A") if nova.mode else ("{'hw:cpu_policy': 'dedicated'}", "{}")
    assert answer.table()[0][-1] == "extra_specs"
    assert [[row[1], row[-1]] for row in answer.rows()] == [
        ["m1.small", small],
        ["m1.medium", medium],
    ]


@pytest.mark.parametrize("words", BROKEN_IN_V3)
def test_a_command_without_a_v3_mode_says_so(client_of, words):
    nova = client_of("nova-2.20.0-v3")
    _reason, told = BROKEN_IN_V3[words]
    before = nova.show(WEB)

    answer = nova.try_run(*nova.command(*words.split()), by="demo")

    assert answer.code != 0 or "failed" in answer.text
    assert re.search(told, answer.text), answer.text
    assert nova.show(WEB) == before
