"""Some servers, for the tests of v2.1: what v2.1 reads is more than what v2 can create."""

from harness import Cloud

WEB = "f1ee7000-0000-4000-8000-000000000001"
GROUP = "f1ee7000-0000-4000-8000-00000000000a"
CERTIFICATE = "f1ee7000-0000-4000-8000-00000000000b"
VOLUME = "f1ee7000-0000-4000-8000-00000000000c"
REQUEST = "req-f1ee7000-0000-4000-8000-00000000000d"
# `web`, the newest, has a value for nearly everything.
SEED = f"""
server_groups:
  - {{id: {GROUP}, name: apart, project: demo, user: demo, policy: anti-affinity}}
servers:
  - name: off
    project: demo
    created: 2026-01-01T00:00:01Z
    vm_state: stopped
    networks: [private]
    lock: {{holder: admin, reason: for the lawyers}}
  - name: db
    project: demo
    created: 2026-01-01T00:00:02Z
    networks: [private]
    tags: [gold]
    lock: {{holder: owner, reason: holds the orders}}
  - name: web
    project: demo
    id: {WEB}
    created: 2026-01-01T00:00:03Z
    networks: [private]
    access_ipv4: 192.0.2.1
    access_ipv6: 2001:db8::1
    availability_zone: nova
    config_drive: true
    description: what customers see
    hostname: www
    key_name: laptop
    metadata: {{tier: front}}
    scheduler_hints: {{group: {GROUP}}}
    server_group: apart
    tags: [gold, production]
    trusted_certs: [{CERTIFICATE}]
    user_data: IyEvYmluL3NoCg==
    volumes: [{{id: {VOLUME}, device: /dev/vdb}}]
    actions: [{{action: create, request_id: {REQUEST}, time: "2026-01-01T00:00:03Z"}}]
  - {{name: theirs, project: alt, networks: [private]}}
"""


def serve_fleet(folder):
    """A server with these servers."""
    seed = folder / "seed.yaml"
    seed.write_text(SEED)
    return Cloud(folder, "--ephemeral", "--seed", seed)
