"""Settings: ``git config coordgit.*``, read in one child; ``coordgit.target`` may stand several times."""

from __future__ import annotations

from coordgit.core.spans import seconds
from coordgit.errors import CoordgitError
from coordgit.startup.namedtuple import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from coordgit.git.plumbing import Child, Git

IDLE = 12 * 3600.0
"""Seconds of silence after which a session counts as gone, unless ``coordgit.idle`` says otherwise."""
LEVELS = ("record", "snapshot", "relevant", "strict")


class Config(NamedTuple):
    """What decides, apart from facts. ``targets`` empty: the default ones; ``("none",)``: no line but the branch itself."""

    level: str = "strict"
    targets: tuple[str, ...] = ()
    searches: str = "tied"
    siblings: str = "warn"
    allow_on_error: bool = False
    bypass: str = ""


def start(git: Git) -> Child:
    return git.start("config", "-z", "--get-regexp", r"^coordgit\.")


def read(child: Child, environ: Mapping[str, str]) -> Config:
    """The settings a started child prints. Raises ``CoordgitError`` for a value that means nothing."""
    values: dict[str, list[str]] = {}
    for record in child.result(ok=(0, 1)).decode("utf-8", "replace").split("\0")[:-1]:
        name, _, value = record.partition("\n")
        values.setdefault(name[len("coordgit.") :], []).append(value)

    def choice(name: str, allowed: tuple[str, ...]) -> str:
        value = values.get(name, [allowed[0]])[-1].lower()
        if value not in allowed:
            raise CoordgitError(
                f"coordgit.{name} is {value!r}, not one of {', '.join(sorted(allowed))}",
                f"git config coordgit.{name} {allowed[0]}",
            )
        return value

    return Config(
        choice("level", ("strict", *LEVELS[:-1])),
        tuple(values.get("target", ())),
        choice("searches", ("tied", "strict", "off")),
        choice("siblings", ("warn", "block", "off")),
        values.get("onerror", [""])[-1].lower() == "allow",
        (values.get("bypass", [""])[-1] or environ.get("COORDGIT_BYPASS", "")).strip(),
    )


def idle(git: Git) -> float:
    """``coordgit.idle`` in seconds; the default where it is not set, or is no span of time."""
    return seconds(git.text("config", "--get", "coordgit.idle", ok=(0, 1))) or IDLE


def of(git: Git, environ: Mapping[str, str]) -> Config:
    return read(start(git), environ)
