"""Who locked this server, and what it keeps from happening, as three clients show it."""

import re

from harness import assert_lock_shown, assert_refused_as_locked


def test_an_owner_locks_a_server_and_unlocks_it(client):
    client.boot("web")
    assert client.names() == ["web"]
    assert client.show("web")["status"] == "ACTIVE"
    assert_lock_shown(client, "web", "False", "-")

    client.run(*client.command("lock", "web"))
    assert_lock_shown(client, "web", "True", "owner")

    # A lock protects from mistakes, so it refuses its own holder as well.
    assert_refused_as_locked(client, "stop", "web")
    assert_refused_as_locked(client, "delete", "web")
    assert client.names() == ["web"]
    assert client.show("web")["status"] == "ACTIVE"

    client.run(*client.command("unlock", "web"))
    assert_lock_shown(client, "web", "False", "-")

    client.run(*client.command("delete", "web"))
    assert client.names() == []


def test_only_an_admin_undoes_an_admins_lock(client):
    client.boot("web")
    # Another project's server is found by its id only.
    server = client.show("web")["id"]

    client.run(*client.command("lock", server), by="admin")
    assert_lock_shown(client, server, "True", "admin")
    assert_lock_shown(client, server, "True", "admin", by="admin")

    assert_refused_as_locked(client, "stop", "web")
    text = client.refused(*client.command("unlock", "web"))
    assert "Policy doesn't allow compute:unlock_override to be performed." in text
    assert re.search(r"HTTP 403|ForbiddenException: 403", text)
    assert_lock_shown(client, "web", "True", "admin")

    # An admin is never refused, and what they do leaves the lock as it is.
    client.run(*client.command("stop", server), by="admin")
    assert client.show("web")["status"] == "SHUTOFF"
    assert_lock_shown(client, "web", "True", "admin")

    client.run(*client.command("unlock", server), by="admin")
    assert_lock_shown(client, "web", "False", "-")
