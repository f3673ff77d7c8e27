"""Which children of git the code under test starts in this process."""

import pytest

from coordgit.git.plumbing import Child, Git


def children(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The commands of the children that are started from now on."""
    started: list[str] = []
    start = Git.start

    def noted(git: Git, *args: str, stdin: bytes | None = None) -> Child:
        started.append(args[0])
        return start(git, *args, stdin=stdin)

    monkeypatch.setattr(Git, "start", noted)
    return started
