#!/usr/bin/env python3
"""Prints a line for everything that the callers of `clouds.yaml` can see and remove.

list_everything.py COMPUTE CLOUDS
"""

import json
import re
import sys
from urllib.request import Request, urlopen

CALLER = re.compile(
    r"auth_url: ([^,]+), username: ([^,]+), password: ([^,]+), project_name: ([^,}]+)"
)
# The path of each list, and its key.
LISTS = [
    ("servers?all_tenants=1", "servers"),
    ("images", "images"),
    ("os-keypairs", "keypairs"),
    ("os-security-groups", "security_groups"),
    ("os-floating-ips", "floating_ips"),
]


def ask(url, token="", body=None):
    headers = {"X-Auth-Token": token, "Content-Type": "application/json"}
    data = json.dumps(body).encode() if body else None
    with urlopen(Request(url, data, headers)) as response:
        return json.load(response)


compute, clouds = sys.argv[1:]
with open(clouds) as file:
    callers = CALLER.findall(file.read())
for identity, username, password, project in callers:
    credentials = {"username": username, "password": password}
    login = {"auth": {"tenantName": project, "passwordCredentials": credentials}}
    token = ask(f"{identity}/v2.0/tokens", body=login)["access"]["token"]
    for path, key in LISTS:
        url = f"{compute}/v2/{token['tenant']['id']}/{path}"
        for entry in ask(url, token["id"])[key]:
            entry = entry.get("keypair", entry)
            print(username, key, entry.get("id", ""), entry.get("name", ""))
