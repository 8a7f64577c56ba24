"""What each command of the oldest `nova` does to a server, and what a lock keeps from happening,
on v2 and on v3.

The table `ACTS` has a row for each command, with the words of v2. Where its v3 mode needs others,
because it is broken there or has no such command, the row says which, and why.
"""

import re
from dataclasses import dataclass, field

import pytest
from harness import HERE, Cloud

WEB = "3eb00000-0000-4000-8000-000000000001"
STRANDED = "3eb00000-0000-4000-8000-000000000002"
IDS = {"web": WEB, "stranded": STRANDED}
CIRROS = "1a9e0000-0000-4000-8000-000000000001"
DEBIAN = "1a9e0000-0000-4000-8000-000000000002"
# `web` fits both images; `stranded` runs where nothing runs any more.
SEED = f"""
hypervisors:
  - {{id: 1, hostname: cmp1.example.org}}
  - {{id: 2, hostname: cmp2.example.org}}
  - {{id: 3, hostname: cmp3.example.org, up: false}}
servers:
  - {{id: {WEB}, name: web, project: demo, flavor: m1.small, host: cmp1, networks: [private]}}
  - {{id: {STRANDED}, name: stranded, project: demo, host: cmp3, networks: [private]}}
"""
FLAGS = ("--reclaim-instance-interval", "1h", "--shelved-offload-time", "never")

LOCKED = r"Instance {id} is locked \(HTTP 409\)"
LOCKED_400 = r"Instance {id} is locked \(HTTP 400\)"
INVALID_STATE = r"Instance is in an invalid state for '{action}' \(HTTP 409\)"
ADMINS_ONLY = r"Policy doesn't allow {rule} to be performed. \(HTTP 403\)"

NO_COMMAND_IN_V3 = "its v3 mode has no such command, but the method"
ASKS_FOR_IMAGES = "its v3 mode asks the compute endpoint for `/v1/images`, which no v3 ever had"


@dataclass(frozen=True)
class Act:
    """What one command does to one server, and who may do it to a locked one."""

    # What is typed. `api` calls a method of the client instead.
    words: str
    # Rows of the server afterwards; nothing if it is gone.
    after: dict
    # The acts that lead to the state that the command needs, without a lock.
    before: tuple = ()
    by: str = "demo"
    server: str = "web"
    # What the owner of a locked server is told, on v2 and v3; nothing if the lock lets it happen.
    refused: tuple = ()
    # Rows of what the command itself prints.
    prints: set = field(default_factory=set)
    # What is answered at the terminal.
    typed: tuple = ()
    # The words for v3, if they are others, and why.
    in_v3: tuple = ()


def both(text, **facts):
    """The same refusal on both versions."""
    text = text.format(id="{id}", **facts)
    return (text, text)


def admins_only(v2, v3):
    """Refusals by the rules that keep a command for admins: the lock is not even looked at."""
    return tuple(ADMINS_ONLY.format(rule=f"compute_extension:{rule}") for rule in (v2, v3))


def status(status, vm_state, **rows):
    return {"status": status, "OS-EXT-STS:vm_state": vm_state, "OS-EXT-STS:task_state": "-"} | rows


ACTIVE = status("ACTIVE", "active")
SHUTOFF = status("SHUTOFF", "stopped")
SMALL, MEDIUM = {"flavor": "2"}, {"flavor": "3"}
HOST = "OS-EXT-SRV-ATTR:host"
IS_LOCKED = both(LOCKED)

ACTS = {
    # On and off.
    "stop": Act("stop web", SHUTOFF, refused=IS_LOCKED),
    "start": Act("start web", ACTIVE, before=("stop",), refused=IS_LOCKED),
    "pause": Act("pause web", status("PAUSED", "paused"), refused=IS_LOCKED),
    "unpause": Act("unpause web", ACTIVE, before=("pause",), refused=IS_LOCKED),
    "suspend": Act("suspend web", status("SUSPENDED", "suspended"), refused=IS_LOCKED),
    "resume": Act("resume web", ACTIVE, before=("suspend",), refused=IS_LOCKED),
    "reboot": Act("reboot --poll web", ACTIVE, refused=IS_LOCKED),
    "reboot --hard": Act("reboot --hard --poll web", ACTIVE, before=("stop",), refused=IS_LOCKED),
    # Another size, another disk.
    "resize": Act(
        "resize --poll web m1.medium",
        status("VERIFY_RESIZE", "resized", **MEDIUM),
        refused=IS_LOCKED,
    ),
    "resize-confirm": Act(
        "resize-confirm web", ACTIVE | MEDIUM, before=("resize",), refused=IS_LOCKED
    ),
    "resize-revert": Act(
        "resize-revert web", ACTIVE | SMALL, before=("resize",), refused=IS_LOCKED
    ),
    "rebuild": Act(
        f"rebuild --poll web {DEBIAN}",
        ACTIVE | {"image": DEBIAN},
        refused=IS_LOCKED,
        prints={"adminPass"},
        in_v3=(f"api rebuild web {DEBIAN}", ASKS_FOR_IMAGES),
    ),
    "root-password": Act(
        "root-password web",
        ACTIVE,
        refused=(LOCKED_400, INVALID_STATE.format(action="changePassword")),
        typed=("correct horse", "correct horse"),
    ),
    "rescue": Act(
        "rescue web", status("RESCUE", "rescued"), refused=IS_LOCKED, prints={"adminPass"}
    ),
    "unrescue": Act("unrescue web", ACTIVE, before=("rescue",), refused=IS_LOCKED),
    # Put aside.
    "shelve": Act(
        "shelve web",
        status("SHELVED", "shelved"),
        refused=IS_LOCKED,
        in_v3=("api shelve web", NO_COMMAND_IN_V3),
    ),
    "shelve-offload": Act(
        "shelve-offload web",
        status("SHELVED_OFFLOADED", "shelved_offloaded", **{HOST: "-"}),
        before=("shelve",),
        by="admin",
        refused=admins_only("shelveOffload", "v3:os-shelve:shelve_offload"),
        in_v3=("api shelve_offload web", NO_COMMAND_IN_V3),
    ),
    "unshelve": Act(
        "unshelve web",
        ACTIVE,
        before=("shelve",),
        refused=IS_LOCKED,
        in_v3=("api unshelve web", NO_COMMAND_IN_V3),
    ),
    "unshelve from nowhere": Act(
        "unshelve web",
        ACTIVE,
        before=("shelve", "shelve-offload"),
        refused=IS_LOCKED,
        in_v3=("api unshelve web", NO_COMMAND_IN_V3),
    ),
    # Deleted, with a way back.
    "delete": Act("delete web", status("SOFT_DELETED", "soft-delete"), refused=IS_LOCKED),
    "restore": Act(
        "restore web",
        ACTIVE,
        before=("delete",),
        refused=both(INVALID_STATE, action="restore"),
        in_v3=("api restore web", NO_COMMAND_IN_V3),
    ),
    "force-delete": Act(
        "force-delete web",
        {},
        before=("delete",),
        refused=IS_LOCKED,
        in_v3=("api force_delete web", NO_COMMAND_IN_V3),
    ),
    # Moved, by admins.
    "migrate": Act(
        "migrate --poll web",
        status("VERIFY_RESIZE", "resized", **{HOST: "cmp2"}),
        by="admin",
        refused=admins_only("admin_actions:migrate", "v3:os-migrate-server:migrate"),
    ),
    "live-migration": Act(
        "live-migration web cmp2",
        ACTIVE | {HOST: "cmp2"},
        by="admin",
        refused=admins_only("admin_actions:migrateLive", "v3:os-migrate-server:migrate_live"),
    ),
    "evacuate": Act(
        "evacuate stranded cmp1",
        ACTIVE | {HOST: "cmp1"},
        by="admin",
        server="stranded",
        refused=admins_only("evacuate", "v3:os-evacuate"),
        prints={"adminPass"},
    ),
    "reset-network": Act(
        "reset-network web",
        ACTIVE,
        by="admin",
        refused=admins_only("admin_actions:resetNetwork", "v3:os-admin-actions:reset_network"),
    ),
    "reset-state": Act(
        "reset-state web",
        status("ERROR", "error"),
        by="admin",
        refused=admins_only("admin_actions:resetState", "v3:os-admin-actions:reset_state"),
    ),
    "reset-state --active": Act(
        "reset-state --active web",
        ACTIVE,
        before=("reset-state",),
        by="admin",
        refused=admins_only("admin_actions:resetState", "v3:os-admin-actions:reset_state"),
    ),
    # What changes nothing of a server that a lock protects.
    "rename": Act("rename web www", ACTIVE | {"name": "www"}),
    "image-create": Act(
        "image-create --poll web snapshot",
        ACTIVE,
        in_v3=("image-create web snapshot", f"with --poll {ASKS_FOR_IMAGES}"),
    ),
    "backup": Act("backup web nightly daily 1", ACTIVE),
}

# Commands whose v3 mode can't work, and what it says of itself.
BROKEN_IN_V3 = {
    f"rebuild web {DEBIAN}": (ASKS_FOR_IMAGES, "No image with a name or ID of"),
    "image-create --poll web snapshot": (ASKS_FOR_IMAGES, "Not found (HTTP 404)"),
    f"image-delete {CIRROS}": (ASKS_FOR_IMAGES, f"Delete for image {CIRROS} failed"),
    f"image-meta {CIRROS} set a=b": (ASKS_FOR_IMAGES, "No image with a name or ID of"),
    "shelve web": (NO_COMMAND_IN_V3, "invalid choice"),
    "shelve-offload web": (NO_COMMAND_IN_V3, "invalid choice"),
    "unshelve web": (NO_COMMAND_IN_V3, "invalid choice"),
    "force-delete web": (NO_COMMAND_IN_V3, "invalid choice"),
    "restore web": (NO_COMMAND_IN_V3, "invalid choice"),
}


@pytest.fixture
def cloud(tmp_path):
    seed = tmp_path / "seed.yaml"
    seed.write_text(SEED)
    with Cloud(tmp_path, "--ephemeral", "--seed", seed, *FLAGS) as cloud:
        yield cloud


@pytest.fixture(params=["nova-2.20.0", "nova-2.20.0-v3"], ids=["v2", "v3"])
def nova(request, client_of):
    return client_of(request.param)


def acts(wanted):
    """The rows of the table for which something holds, as parameters of a test."""
    return pytest.mark.parametrize("name", [name for name, act in ACTS.items() if wanted(act)])


def try_act(nova, act, by):
    """Types what the act says; servers by their ids, as only those name the servers of others."""
    words = act.in_v3[0] if nova.mode and act.in_v3 else act.words
    command = [IDS.get(word, word) for word in words.split()]
    if command[0] == "api":
        version = "3" if nova.mode else "2"
        return nova.try_run("python", HERE / "nova_api.py", version, *command[1:], by=by)
    if act.typed:
        return nova.try_typing(act.typed, *nova.command(*command), by=by)
    return nova.try_run(*nova.command(*command), by=by)


def do(nova, act):
    """Does it, which must succeed, and gives what is printed."""
    answer = try_act(nova, act, act.by)
    assert answer.code == 0 and not answer.stderr, answer.text
    return answer


def prepare(nova, act):
    """Brings the server to the state that the act needs, and lets its owner lock it."""
    for name in act.before:
        do(nova, ACTS[name])
    nova.ask("lock", IDS[act.server])


def assert_done(nova, act, locked_by="-"):
    """Does it, and looks at what is printed and at the server afterwards."""
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
    """The owner is refused in the words of the table, and nothing has changed."""
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


@pytest.mark.parametrize("words", BROKEN_IN_V3)
def test_a_command_without_a_v3_mode_says_so(client_of, words):
    nova = client_of("nova-2.20.0-v3")
    _reason, told = BROKEN_IN_V3[words]
    before = nova.show(WEB)

    answer = nova.try_run(*nova.command(*words.split()), by="demo")

    assert told in answer.text
    assert nova.show(WEB) == before
