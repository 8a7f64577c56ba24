"""A cloud with servers in every state, whose ids can be guessed."""

import json
import urllib.request

from harness import Cloud

N_SERVERS = 400
# A state, and what else a seed needs for it.
STATES = [
    "vm_state: active, networks: [private]",
    "vm_state: active, lock: {holder: owner, reason: mine}",
    "vm_state: stopped, lock: {holder: admin}",
    "vm_state: paused, metadata: {key: value}",
    "vm_state: suspended",
    "vm_state: error, fault: {message: No valid host was found.}",
    "vm_state: active, host: null",
    "vm_state: building, task_state: spawning",
]


def server_id(number):
    return f"5e000000-0000-4000-8000-{number:012x}"


def write_seed(path):
    """Servers of the project `demo`; every ninth is another project's."""
    lines = ["time: 2014-10-16T12:00:00Z", "servers:"]
    for number in range(1, N_SERVERS + 1):
        project = "alt" if number % 9 == 0 else "demo"
        state = STATES[number % len(STATES)]
        lines.append(
            f"  - {{id: {server_id(number)}, number: {number}, name: web-{number}, "
            f"project: {project}, {state}}}"
        )
    path.write_text("\n".join(lines) + "\n")


def start(folder):
    """An ephemeral cloud with these servers."""
    seed = folder / "seed.yaml"
    write_seed(seed)
    return Cloud(folder, "--ephemeral", "--seed", seed)


def log_in(cloud, user):
    """The URL of the cloud, a token of the user in the project of that name, and its id."""
    identity = cloud.environment["OS_AUTH_URL"]
    scope = {"project": {"name": user, "domain": {"id": "default"}}}
    secret = {"name": user, "password": "secret", "domain": {"id": "default"}}
    auth = {"identity": {"methods": ["password"], "password": {"user": secret}}, "scope": scope}
    request = urllib.request.Request(
        f"{identity}/v3/auth/tokens",
        json.dumps({"auth": auth}).encode(),
        {"content-type": "application/json"},
    )
    with urllib.request.urlopen(request) as answer:
        project = json.load(answer)["token"]["project"]["id"]
        return identity.removesuffix("/identity"), answer.headers["x-subject-token"], project
