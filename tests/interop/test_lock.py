"""An administrator's lock, as three clients show it; that of an owner is in the story."""

import re

from harness import assert_lock_shown, assert_refused_as_locked


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

    # An admin is never refused, and the admin's calls leave the lock as it is.
    client.run(*client.command("stop", server), by="admin")
    assert client.show("web")["status"] == "SHUTOFF"
    assert_lock_shown(client, "web", "True", "admin")

    client.run(*client.command("unlock", server), by="admin")
    assert_lock_shown(client, "web", "False", "-")
