"""A disk that hangs: an ext4 on a loop device that can be frozen. It needs root."""

import contextlib
import os
import shutil
import subprocess

COMMANDS = ("mkfs.ext4", "mount", "umount", "fsfreeze")


def what_is_missing():
    """The reason why there can't be such a disk here; None if there can."""
    if os.geteuid() != 0:
        return "it takes root"
    missing = [it for it in COMMANDS if shutil.which(it) is None]
    return f"{missing[0]} is missing" if missing else None


@contextlib.contextmanager
def mounted(folder, n_bytes=1 << 30):
    """A disk of its own at this folder, until the end of the block."""
    folder.mkdir(parents=True)
    image = folder.parent / f"{folder.name}.image"
    with open(image, "wb") as file:
        file.truncate(n_bytes)
    subprocess.run(["mkfs.ext4", "-q", "-F", image], check=True)
    # The loop device is gone when the file system is unmounted.
    subprocess.run(["mount", "-o", "loop", image, folder], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", folder], check=True)


@contextlib.contextmanager
def frozen(folder):
    """Until the end of the block, no write there is completed."""
    subprocess.run(["fsfreeze", "--freeze", folder], check=True)
    try:
        yield
    finally:
        subprocess.run(["fsfreeze", "--unfreeze", folder], check=True)
