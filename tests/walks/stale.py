"""A commit that is stale, and what became of it."""

from tests.support.repository import Repository, Session


def stale(repository: Repository, files: dict[str, str] | None = None) -> Session:
    """Ann has read api.py, which bob has changed since; she has a new file staged."""
    repository.commit_files({"api.py": "1\n"} | (files or {}))
    ann = repository.session("ann")
    ann.reads("api.py")
    repository.session("bob").lands("api.py", "2\n")
    ann.writes("new.py", "1\n")
    assert ann.git("add", "new.py").ok
    return ann


def newest(repository: Repository) -> tuple[str, str]:
    """(outcome, reason) of what was judged last."""
    entry = repository.json("log")["entries"][0]
    return entry["outcome"], entry["reason"]
