"""Work that takes time: what the oldest `nova` shows meanwhile, and that `--poll` waits for it."""

import re
import time

import pytest
from harness import Cloud

WEB = "3eb00000-0000-4000-8000-000000000001"
DEBIAN = "1a9e0000-0000-4000-8000-000000000002"
SEED = f"servers: [{{id: {WEB}, name: web, project: demo, flavor: m1.small, host: cmp1}}]"
# Shorter than the interval of `--poll`, and longer than a command takes.
ACTION_TIME = "4s"
WAIT_SECONDS = 30

# A command that waits, its word for the work, and the final status.
WAITS = {
    "resize --poll web m1.medium": ("resizing", "VERIFY_RESIZE"),
    f"rebuild --poll web {DEBIAN}": ("rebuilding", "ACTIVE"),
    "reboot --poll web": ("rebooting", "ACTIVE"),
    "image-create --poll web snapshot": ("snapshotting", "ACTIVE"),
}
# A command that does not wait, the beginning of the task that is seen then, and the status then
# and at the end.
GOES_ON = {
    "stop web": ("powering-off", "ACTIVE", "SHUTOFF"),
    "resize web m1.medium": ("resize_", "RESIZE", "VERIFY_RESIZE"),
    f"rebuild web {DEBIAN}": ("rebuild", "REBUILD", "ACTIVE"),
    "rescue web": ("rescuing", "ACTIVE", "RESCUE"),
    "shelve web": ("shelving", "ACTIVE", "SHELVED_OFFLOADED"),
    "delete web": ("deleting", "ACTIVE", None),
}


@pytest.fixture
def cloud(tmp_path):
    seed = tmp_path / "seed.yaml"
    seed.write_text(SEED)
    with Cloud(tmp_path, "--ephemeral", "--seed", seed, "--action-time", ACTION_TIME) as cloud:
        yield cloud


@pytest.fixture
def nova(client_of):
    return client_of("nova-2.20.0")


@pytest.mark.parametrize("words", WAITS)
def test_poll_waits_for_the_end(nova, words):
    work, status = WAITS[words]

    answer = nova.ask(*words.split())

    # A reboot has no progress to show.
    assert re.search(rf"Server {work}\.\.\.( \d?\d% complete)?\s", answer.stdout)
    assert answer.stdout.endswith("Finished\n")
    rows = nova.show(WEB)
    assert (rows["status"], rows["OS-EXT-STS:task_state"]) == (status, "-")


@pytest.mark.parametrize("words", GOES_ON)
def test_a_server_shows_what_is_done_to_it(nova, words):
    task, during, after = GOES_ON[words]

    nova.ask(*words.split())

    rows = nova.show(WEB)
    assert rows["status"] == during
    assert rows["OS-EXT-STS:task_state"].startswith(task)
    wait_for(nova, after)


def wait_for(nova, status):
    """Shows the server until it has that status, or is deleted."""
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        answer = nova.try_run(*nova.command("show", WEB), by="demo")
        seen = dict(answer.rows())["status"] if answer.code == 0 else None
        if seen == status:
            return
    raise AssertionError(f"it did not become {status}, but {answer.text}")
