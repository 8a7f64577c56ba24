"""The APIs without a document (`/identity`, `/image`, `/network`) must never answer 5xx."""

import json
import os
import urllib.error
import urllib.parse
import urllib.request
from datetime import timedelta

import clouds
import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

SECONDS = os.environ.get("FUZZ_SECONDS")
EXAMPLES = 30 * int(SECONDS) if SECONDS else 400

IDS = [
    "1a9e0000-0000-4000-8000-000000000001",
    "0e700000-0000-4000-8000-000000000001",
    "f1000000-0000-4000-8000-000000000001",
    "de000000000000000000000000000001",
    "de000000000000000000000000000002",
    "default",
]
PATHS = {
    "identity": [
        *("", "/", "/v2.0", "/v2.0/tokens", "/v2.0/tokens/{id}", "/v2.0/tenants", "/v2.0/users"),
        *("/v3", "/v3/auth/tokens", "/v3/auth/projects", "/v3/auth/catalog", "/v3/projects"),
        *("/v3/projects/{id}", "/v3/users", "/v3/users/{id}", "/v3/users/{id}/projects"),
        *("/v3/roles", "/v3/domains", "/v3/domains/{id}", "/v3/role_assignments", "/v3/services"),
    ],
    "image": [
        *("", "/v1", "/v1/images", "/v1/images/detail", "/v1/images/{id}", "/v2", "/v2/images"),
        *("/v2/images/{id}", "/v2/images/{id}/file", "/v2/schemas/image", "/v2/schemas/images"),
    ],
    "network": [
        *("", "/v2.0", "/v2.0/networks", "/v2.0/networks/{id}", "/v2.0/subnets", "/v2.0/ports"),
        *("/v2.0/subnets/{id}", "/v2.0/ports/{id}", "/v2.0/floatingips", "/v2.0/extensions"),
        *("/v2.0/security-groups", "/v2.0/security-groups/{id}", "/v2.0/quotas/{id}"),
        *("/v2.0/security-group-rules", "/v2.0/security-group-rules/{id}", "/v2.0/floatingips/{id}"),
    ],
}
METHODS = ["GET", "GET", "GET", "POST", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"]
NAMES = [
    *("limit", "marker", "name", "id", "sort_key", "sort_dir", "fields", "status", "size_min"),
    *("size_max", "visibility", "device_id", "network_id", "tenant_id", "cidr", "changes-since"),
    *("page_reverse", "domain_id", "enabled", "user.id", "scope.project.id", "is_public"),
]
# The members of logins, so that generated bodies get past their first check.
MEMBERS = [
    *("auth", "identity", "methods", "password", "token", "user", "name", "id", "domain", "scope"),
    *("project", "unscoped", "tenantName", "tenantId", "passwordCredentials", "username", "trust"),
]
# Resources of the network service, and their members.
WRITTEN = ["security_group", "security_group_rule", "floatingip"]
ATTRIBUTES = [
    *("name", "description", "project_id", "security_group_id", "direction", "ethertype"),
    *("protocol", "port_range_min", "port_range_max", "remote_ip_prefix", "remote_group_id"),
    *("floating_network_id", "port_id", "fixed_ip_address", "subnet_id"),
]

text = st.one_of(st.text(max_size=20), st.sampled_from([*IDS, "demo", "secret", "Default", "-1", ""]))
value = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), text),
    lambda inner: st.one_of(
        st.lists(st.one_of(inner, st.sampled_from(["password", "token"])), max_size=3),
        st.dictionaries(st.one_of(st.sampled_from(MEMBERS), text), inner, max_size=4),
    ),
    max_leaves=12,
)
auth = st.fixed_dictionaries({"auth": value})
login = st.fixed_dictionaries({
    "auth": st.fixed_dictionaries(
        {
            "identity": st.fixed_dictionaries({
                "methods": st.one_of(st.just(["password"]), st.just(["token"]), value),
                "password": st.one_of(st.fixed_dictionaries({"user": value}), value),
                "token": st.one_of(st.fixed_dictionaries({"id": value}), value),
            }),
        },
        optional={
            "scope": st.one_of(st.fixed_dictionaries({"project": value}), value),
            "passwordCredentials": value,
            "tenantName": value,
        },
    ),
})
attribute = st.one_of(value, st.sampled_from(["ingress", "egress", "IPv4", "tcp", "icmp", "10.0.0.0/8"]))
written = st.dictionaries(
    st.sampled_from(WRITTEN),
    st.dictionaries(st.sampled_from(ATTRIBUTES), attribute, max_size=6),
    min_size=1,
    max_size=1,
)
body = st.one_of(
    st.none(),
    st.one_of(value, auth, login, written).map(lambda it: json.dumps(it).encode()),
    st.binary(max_size=40),
)


@pytest.fixture(scope="module")
def cloud(tmp_path_factory):
    with clouds.start(tmp_path_factory.mktemp("companions")) as cloud:
        cloud.url, cloud.token, _ = clouds.log_in(cloud, "admin")
        yield cloud


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def status_of(request):
    try:
        with urllib.request.build_opener(NoRedirect).open(request) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as answer:
        return answer.status, answer.read()


@pytest.mark.parametrize("face", PATHS)
@seed(int(os.environ.get("FUZZ_SEED", "1")))
@settings(
    max_examples=EXAMPLES,
    database=None,
    deadline=timedelta(seconds=10),
    suppress_health_check=list(HealthCheck),
)
@given(data=st.data())
def test_no_request_fails(cloud, face, data):
    path = data.draw(st.one_of(st.sampled_from(PATHS[face]), text.map("/{}".format)), label="path")
    id = data.draw(st.one_of(st.sampled_from([*IDS, cloud.token]), text), label="id")
    path = urllib.parse.quote(path.replace("{id}", id), safe="/")
    parameters = st.tuples(st.one_of(st.sampled_from(NAMES), text), text)
    query = urllib.parse.urlencode(data.draw(st.lists(parameters, max_size=4), label="query"))
    headers = {"x-auth-token": cloud.token} if data.draw(st.integers(0, 7), label="token") else {}
    if "/tokens" in path:
        headers["x-subject-token"] = data.draw(st.sampled_from([cloud.token, "AQ", ""]))
    sent = data.draw(body, label="body")
    if sent is not None:
        headers["content-type"] = "application/json"
    method = data.draw(st.sampled_from(METHODS), label="method")
    if method == "DELETE" and path.endswith("/tokens"):
        # It would end the token that the other requests are made with.
        headers.pop("x-subject-token", None)
    request = urllib.request.Request(
        f"{cloud.url}/{face}{path}?{query}", sent, headers, method=method
    )

    status, answer = status_of(request)

    assert status < 500, answer
