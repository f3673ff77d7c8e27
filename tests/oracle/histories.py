"""Histories written in a line or two."""

from tests.oracle.serialization import Asked, History, Landing, Saw, among

CALLS = among({("caller.py", "f(1)"), ("old.py", "f(0)")})


def landing(
    session: str,
    saw: dict[str, str | None],
    wrote: dict[str, str | None],
    *asked: Asked,
    made: set[tuple[str, str | None]] | None = None,
) -> Landing:
    reads: list[Saw | Asked] = [*(Saw(path, blob) for path, blob in saw.items()), *asked]
    return Landing(f"{session}'s", session, tuple(reads), wrote, frozenset(made or ()))


def line(*landings: Landing, **initial: str) -> History:
    return History(initial, landings)


def callers(**found: str) -> Asked:
    return Asked("grep f(", tuple((f"{name}.py", text) for name, text in found.items()), CALLS)


def files(*names: str) -> Asked:
    return Asked("ls migrations", tuple((name, True) for name in names), lambda path, _: path[0] == "m" or None)
