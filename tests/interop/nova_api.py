"""Calls a method of python-novaclient for which it has no command.

    python nova_api.py 2|3 METHOD SERVER [ARGUMENT ...]

It is run in the client's own environment, with the `OS_*` variables that the client reads, and
fails with the words that the command `nova` would have.
"""

import os
import sys

from novaclient import client

SERVICE_TYPES = {"2": "compute", "3": "computev3"}


def main(version, method, server, *arguments):
    names = ("OS_USERNAME", "OS_PASSWORD", "OS_TENANT_NAME", "OS_AUTH_URL")
    login = [os.environ[name] for name in names]
    nova = client.Client(version, *login, service_type=SERVICE_TYPES[version])
    getattr(nova.servers, method)(server, *arguments)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except Exception as error:
        sys.exit(f"ERROR ({type(error).__name__}): {error}")
