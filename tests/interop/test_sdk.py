"""What a program with openstacksdk sees, besides the story."""

import os
from urllib.parse import parse_qs, urlsplit

import openstack
import pytest
import yaml
from openstack.exceptions import ConflictException, ForbiddenException
from openstack.warnings import OpenStackWarning

WAIT_SECONDS = 30


@pytest.fixture
def connect(cloud, monkeypatch, recwarn):
    """A function that connects to an entry of the `clouds.yaml` that the server has written."""
    for name in [name for name in os.environ if name.startswith("OS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(cloud.home))
    monkeypatch.setenv("OS_CLIENT_CONFIG_FILE", str(cloud.data / "clouds.yaml"))
    connections = []

    def connect(name):
        connections.append(openstack.connect(cloud=name))
        return connections[-1]

    yield connect
    for connection in connections:
        connection.close()
    # Checked here, because the library would swallow a warning that is raised. Those about its
    # own future are of another class.
    about_us = [seen.message for seen in recwarn if issubclass(seen.category, OpenStackWarning)]
    assert about_us == []


@pytest.fixture
def demo(connect):
    return connect("ferronova")


@pytest.fixture
def admin(connect):
    return connect("ferronova-admin")


@pytest.fixture
def today(connect, cloud, monkeypatch):
    """`demo`, sent to v2.1 by one line of `clouds.yaml`; its own microversion is 2.100."""
    clouds = yaml.safe_load((cloud.data / "clouds.yaml").read_text())
    clouds["clouds"]["ferronova"]["compute_endpoint_override"] = cloud.v21
    (cloud.home / "today.yaml").write_text(yaml.safe_dump(clouds))
    monkeypatch.setenv("OS_CLIENT_CONFIG_FILE", str(cloud.home / "today.yaml"))
    return connect("ferronova")


def boot(connection, name):
    image = next(connection.image.images())
    return connection.create_server(
        name,
        image=image,
        flavor="m1.tiny",
        network="private",
        auto_ip=False,
        wait=True,
        timeout=WAIT_SECONDS,
    )


def query_of(url):
    return parse_qs(urlsplit(url).query)


def is_locked(connection, server):
    return connection.compute.get_server(server.id).is_locked


def lock_of(connection, server):
    shown = connection.compute.get_server(server.id)
    return shown.is_locked, shown.locked_reason


def names(servers):
    return [server.name for server in servers]


def delete_and_wait(connection, server):
    connection.compute.delete_server(server.id)
    connection.compute.wait_for_delete(server, wait=WAIT_SECONDS)
    assert connection.compute.find_server(server.id) is None


def test_only_an_admin_undoes_what_an_admins_program_locked(demo, admin):
    server = boot(demo, "web")

    admin.compute.lock_server(server.id)
    assert is_locked(demo, server) is True
    assert is_locked(admin, server) is True

    with pytest.raises(ForbiddenException, match="compute:unlock_override"):
        demo.compute.unlock_server(server)
    with pytest.raises(ConflictException, match="is locked"):
        demo.compute.delete_server(server)
    assert is_locked(demo, server) is True

    admin.compute.unlock_server(server.id)
    assert is_locked(demo, server) is False

    delete_and_wait(demo, server)


def test_a_program_follows_the_links_from_page_to_page(demo):
    for number in range(5):
        boot(demo, f"web-{number}")
    answers = []
    demo.session.session.hooks["response"].append(
        lambda answer, *_arguments, **_options: answers.append(answer)
    )

    listed = names(demo.compute.servers(limit=2))

    assert listed == ["web-4", "web-3", "web-2", "web-1", "web-0"]
    pages = [answer for answer in answers if "/servers/detail" in answer.url]
    sizes = [len(page.json()["servers"]) for page in pages]
    links = [page.json().get("servers_links", []) for page in pages]
    # Without a link the library asks once more, to be sure that nothing is left.
    assert sizes == [2, 2, 1, 0]
    assert [[link["rel"] for link in page] for page in links] == [["next"], ["next"], [], []]
    for page, following in zip(links[:2], pages[1:]):
        assert query_of(following.url) == query_of(page[0]["href"])


def test_a_program_reads_the_reason_of_a_lock_on_v21(demo, today):
    server = boot(demo, "web")
    boot(demo, "db")
    assert lock_of(today, server) == (False, None)

    today.compute.lock_server(server.id, locked_reason="disk is being moved")

    assert lock_of(today, server) == (True, "disk is being moved")
    assert is_locked(demo, server) is True
    assert names(today.compute.servers(details=True, locked=True)) == ["web"]
    assert names(today.compute.servers(details=True, locked=False)) == ["db"]
    assert names(today.compute.servers(sort_key="locked", sort_dir="desc")) == ["web", "db"]
    with pytest.raises(ConflictException, match="is locked"):
        today.compute.set_server_metadata(server.id, a="b")

    today.compute.unlock_server(server.id)

    assert lock_of(today, server) == (False, None)
    [unlock, lock, create] = today.compute.server_actions(server.id)
    assert [unlock.action, lock.action, create.action] == ["unlock", "lock", "create"]
    shown = today.compute.get_server_action(lock.request_id, server.id)
    assert [event["event"] for event in shown.events] == ["api_lock"]


def test_v21_shows_a_program_the_reason_that_was_given_on_v2(demo, today, admin):
    server = boot(demo, "web")

    demo.compute.lock_server(server.id, locked_reason="disk is being moved")
    assert lock_of(today, server) == (True, "disk is being moved")

    admin.compute.lock_server(server.id, locked_reason="looks odd")
    assert lock_of(today, server) == (True, "looks odd")
    with pytest.raises(ForbiddenException, match="os-lock-server:unlock:unlock_override"):
        today.compute.unlock_server(server.id)

    admin.compute.unlock_server(server.id)
    assert lock_of(today, server) == (False, None)


def test_a_program_follows_the_links_of_v21_from_page_to_page(demo, today, cloud):
    for number in range(5):
        boot(demo, f"web-{number}")
    urls = []
    today.session.session.hooks["response"].append(
        lambda answer, *_arguments, **_options: urls.append(answer.url)
    )

    # Of servers of the same second, v2.1 has the first one first.
    order = {"sort_key": "display_name", "sort_dir": "desc"}
    listed = names(today.compute.servers(limit=2, locked=False, **order))
    brief = names(today.compute.servers(limit=3, details=False, **order))

    assert listed == brief == ["web-4", "web-3", "web-2", "web-1", "web-0"]
    pages = [query_of(url) for url in urls if url.startswith(f"{cloud.v21}/servers")]
    # All is kept. Without a link it asks once more, to be sure that nothing is left.
    assert {(*it["sort_key"], *it["sort_dir"]) for it in pages} == {("display_name", "desc")}
    assert [it["limit"] for it in pages] == [["2"]] * 4 + [["3"]] * 3
    assert [it.get("locked") for it in pages] == [["False"]] * 4 + [None] * 3
    assert ["marker" in it for it in pages] == [False, *[True] * 3, False, *[True] * 2]


def test_a_program_changes_tags_metadata_and_description_on_v21(demo, today):
    server = boot(demo, "web")

    today.compute.add_tag_to_server(server.id, "gold")
    today.compute.add_tag_to_server(server.id, "new")
    today.compute.remove_tag_from_server(server.id, "new")
    today.compute.set_server_metadata(server.id, tier="front", rack="7")
    today.compute.delete_server_metadata(server.id, ["rack"])
    updated = today.compute.update_server(server.id, name="shop", description="sells")

    assert (updated.name, updated.description, updated.tags) == ("shop", "sells", ["gold"])
    shown = today.compute.get_server(server.id)
    assert (shown.name, shown.description, shown.tags) == ("shop", "sells", ["gold"])
    assert shown.metadata == {"tier": "front"}
    assert names(today.compute.servers(tags="gold")) == ["shop"]
    assert names(today.compute.servers(not_tags="gold")) == []
    assert today.compute.find_flavor("m1.tiny").extra_specs == {}
