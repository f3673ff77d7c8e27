"""How long git waits for another update's lock of a branch: longer than a gate takes."""

from coordgit.git.plumbing import Git
from coordgit.install import git_config
from coordgit.install.installed import Record

LOCK_TIMEOUTS = ("core.filesRefLockTimeout", "reftable.lockTimeout")
LOCK_TIMEOUT = 5000
"""Milliseconds that git waits for another update's ref lock; its own 100 are less than a gate can take under load."""


def shorter(git: Git) -> dict[str, str]:
    """Return the timeouts that are shorter, each with its value or ``unset``."""
    values = {key: git.setting(key, "int") for key in LOCK_TIMEOUTS}
    return {key: value or "unset" for key, value in values.items() if not value or 0 <= int(value) < LOCK_TIMEOUT}


def lengthen(git: Git, record: Record, did: list[str]) -> None:
    """Set the timeouts that are shorter. ``did`` gets a sentence for each."""
    for key, now in shorter(git).items():
        if git_config.change(git, record, key, (str(LOCK_TIMEOUT),)):
            did.append(f"set {key} to {LOCK_TIMEOUT} (was {now})")
