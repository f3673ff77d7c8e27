"""Settings: ``git config coordgit.*``, read in one child; ``coordgit.target`` may be set several times.

A setting for one command alone (``git -c``, the environment, another ``HOME``) that weakens the gate does not apply: it is kept
in ``given``, and an update that passes only because of it is a bypass. One that makes the gate stricter applies. An unknown
setting or value changes nothing and is reported.
"""

from __future__ import annotations

import os

from coordgit.core.model import LEVELS
from coordgit.git.plumbing import Child, Git, content, nul, records
from coordgit.startup.typing import Mapping, NamedTuple

IDLE = 12 * 3600.0
"""Seconds without activity after which a session counts as gone, unless ``coordgit.idle`` says otherwise."""
CHOICES = {
    "level": LEVELS,
    "searches": ("off", "tied", "strict"),
    "siblings": ("off", "warn", "block"),
    "onError": ("allow", "reject"),
    "unknown": ("pass", "warn", "reject"),
    "publish": ("false", "true", "names"),
    "teamReads": ("false", "true"),
}
"""The values of each setting with a closed set, from the weakest to the strictest."""
DEFAULTS = {
    "level": "strict",
    "searches": "tied",
    "siblings": "warn",
    "onError": "reject",
    "unknown": "warn",
    "publish": "false",
    "teamReads": "false",
    "idle": "12h",
}
NAMES = {name.lower(): name for name in (*CHOICES, "target", "bypass", "idle", "team", "project")}
"""Each setting as git prints it and as it is written."""
TEAMS = ("postgresql://", "postgres://")
"""How the URL of a team's store begins."""
NAMES_TOO = "names"
"""The value of ``coordgit.publish`` that publishes sessions by their names."""
ELSEWHERE = {"global": "GIT_CONFIG_GLOBAL", "system": "GIT_CONFIG_SYSTEM"}
"""Variables that replace the user's, or the machine's, settings file."""


HOMES = "homes"
"""The file of the store with the users' settings files where set-up has found them, each ended by NUL."""


class Config(NamedTuple):
    """The settings of the gate. ``targets`` empty: the default ones; ``("none",)``: only the updated branch."""

    level: str = DEFAULTS["level"]
    targets: tuple[str, ...] = ()
    searches: str = DEFAULTS["searches"]
    siblings: str = DEFAULTS["siblings"]
    allow_on_error: bool = False
    bypass: str = ""
    notes: tuple[str, ...] = ()
    """A sentence for each unknown setting or value."""
    given: Config | None = None
    """The settings for one command, where they are weaker."""
    once: str = ""
    """What is set for one command alone, such as ``coordgit.level=record``."""
    of_branches: tuple[tuple[str, str], ...] = ()
    """(branch, target) from ``branch.NAME.coordgitTarget``."""
    unknown: str = DEFAULTS["unknown"]
    """What ``verify`` does with commits whose reads are unknown."""
    publish: str = ""
    """"" if a push publishes no reads, else ``true`` or ``names``."""
    team: str = ""
    """The URL of the team's store, "" without a team."""
    project: str = ""
    """The project there, "" for the id of the root commit."""
    team_reads: bool = False
    """True if the team's store gets the paths of what is read here."""
    idle: float = IDLE
    """Seconds without activity after which a session counts as gone."""
    untracked: str = ""
    """The branch that git was asked about, if it has no upstream."""

    def targets_of(self, ref: str) -> tuple[str, ...]:
        """Return the targets that are set for work on the branch ``ref``."""
        own = tuple(target for branch, target in self.of_branches if ref == f"refs/heads/{branch}")
        return own or self.targets


def start(git: Git, ref: str = "") -> Child:
    """Start the child that ``read`` waits for; ``ref``: ask too whether this branch has an upstream."""
    name = "".join(letter if letter.isalnum() else ".*" for letter in ref.removeprefix("refs/heads/"))
    upstream = rf"|branch\.{name}\.merge$" if name else ""
    return git.start("config", "--show-scope", "-z", "--get-regexp", rf"^(coordgit\.|branch\..*\.coordgit{upstream})")


def read(child: Child, environ: Mapping[str, str], ref: str = "") -> Config:
    """Return the settings that a started child prints."""
    fields = child.result(ok=(0, 1)).decode("utf-8", "replace").split("\0")[:-1]
    own: dict[str, list[str]] = {}
    every: dict[str, list[str]] = {}
    once: dict[str, str] = {}
    notes: list[str] = []
    of_branches: list[tuple[str, str]] = []
    untracked = ref
    for scope, record in zip(fields[::2], fields[1::2], strict=True):
        spelt, _, value = record.partition("\n")
        if spelt.startswith("branch.") and spelt.endswith(".merge"):
            untracked = "" if spelt == f"branch.{ref.removeprefix('refs/heads/')}.merge" else untracked
            continue
        alone = scope == "command" or bool(environ.get(ELSEWHERE.get(scope, "")))
        alone = alone or (scope == "global" and is_another_home(child.git, environ))
        if spelt.startswith("branch."):
            if not spelt.endswith(".coordgittarget"):
                notes.append(f"{spelt} is not a setting (branch.NAME.coordgitTarget is), it changes nothing")
            elif not alone:
                of_branches.append((spelt[len("branch.") : -len(".coordgittarget")], value))
            continue
        name = NAMES.get(spelt[len("coordgit.") :], "")
        if name == "bypass" and not value.strip():
            notes.append("coordgit.bypass is empty, it changes nothing: a bypass has to say why")
            continue
        wrong = _wrong(spelt, name, value)
        if wrong:
            instead = f"{DEFAULTS[name]} counts" if name in DEFAULTS else "no team is reached"
            notes.append(wrong + (f": {instead}" if name and not alone else ", it changes nothing"))
        if not name or (wrong and alone):
            continue
        every.setdefault(name, []).append(value)
        if alone:
            once[name] = value
        else:
            own.setdefault(name, []).append(value)
    bypass = (every.get("bypass", [""])[-1] or environ.get("COORDGIT_BYPASS", "")).strip()
    asked = _settings(every)._replace(bypass=bypass, notes=tuple(dict.fromkeys(notes)))
    asked = asked._replace(of_branches=tuple(of_branches), idle=_idle(own), untracked=untracked)
    once.pop("bypass", None)
    if not once:
        return asked
    mine = _settings(own)
    stricter = {
        name: max(getattr(mine, name), getattr(asked, name), key=CHOICES[name].index)
        for name in ("level", "searches", "siblings", "unknown")
    }
    targets = asked.targets if mine.targets and "none" not in asked.targets else mine.targets
    judged = asked._replace(targets=targets, **stricter)
    out = ", ".join(f"coordgit.{name}={value}" for name, value in once.items())
    return judged._replace(given=asked if asked != judged else None, once=out)


def _user_files(home: str, config: str = "") -> set[str]:
    """Return the settings files of a user with this ``HOME`` and ``XDG_CONFIG_HOME`` (git-config(1), FILES)."""
    return {f"{os.path.realpath(home)}/.gitconfig", f"{os.path.realpath(config or f'{home}/.config')}/git/config"}


def _now(environ: Mapping[str, str]) -> set[str]:
    return {file for file in _user_files(environ.get("HOME", ""), environ.get("XDG_CONFIG_HOME", "")) if os.path.exists(file)}


def unknown_homes(store: str, environ: Mapping[str, str]) -> bytes:
    """Return what the file ``HOMES`` of a store lacks, where the user who sets it up has, or would have, settings."""
    files = _user_files(environ.get("HOME", ""), environ.get("XDG_CONFIG_HOME", ""))
    return nul(sorted(files.difference(records(content(f"{store}/{HOMES}")))))


def is_another_home(git: Git, environ: Mapping[str, str]) -> bool:
    """True if the user's settings are neither in the home of the login nor where set-up found them, where it noted that."""
    common = os.path.join(git.cwd, git.text("rev-parse", "--git-common-dir"))
    known = set(records(content(f"{common}/coordgit/{HOMES}")))
    if not known or _now(environ) <= known:
        return False
    import pwd

    try:
        return not _now(environ) <= known | _user_files(pwd.getpwuid(os.geteuid()).pw_dir)
    except KeyError:  # a container may run under an id that has no login
        return True


def _idle(own: Mapping[str, list[str]]) -> float:
    """Return ``coordgit.idle`` in seconds, never as it is set for one command only; the default if that is not a span of time."""
    if "idle" not in own:
        return IDLE
    from coordgit.core.durations import seconds

    return seconds(own["idle"][-1]) or IDLE


def of(git: Git, environ: Mapping[str, str]) -> Config:
    return read(start(git), environ)


def _wrong(spelt: str, name: str, value: str) -> str:
    """Return what is wrong with a setting, "" if nothing."""
    if not name:
        from coordgit.core.quoting import quote

        return f"{quote(spelt)} is not a setting (these are: {', '.join(sorted(NAMES.values()))})"
    if name == "idle":
        from coordgit.core.durations import seconds

        return "" if seconds(value) else f"coordgit.idle is {value!r}, not a span of time such as 12h"
    if name == "team":
        there = not value.strip() or value.strip().lower().startswith(TEAMS)
        return "" if there else f"coordgit.team is {value!r}, which does not begin with {TEAMS[0]}"
    allowed = CHOICES.get(name)
    if allowed is None or value.lower() in allowed:
        return ""
    return f"coordgit.{name} is {value!r}, not one of {', '.join(sorted(allowed))}"


def _settings(values: Mapping[str, list[str]]) -> Config:
    def choice(name: str) -> str:
        value = values.get(name, [DEFAULTS[name]])[-1].lower()
        return value if value in CHOICES[name] else DEFAULTS[name]

    return Config(
        level=choice("level"),
        targets=tuple(values.get("target", ())),
        searches=choice("searches"),
        siblings=choice("siblings"),
        allow_on_error=choice("onError") == "allow",
        unknown=choice("unknown"),
        publish=choice("publish").replace("false", ""),
        team=values.get("team", [""])[-1].strip(),
        project=values.get("project", [""])[-1].strip(),
        team_reads=choice("teamReads") == "true",
    )


def aliases(git: Git) -> dict[str, str]:
    """Return git's aliases (git-config(1), ``alias.*``), by their names in small letters."""
    return {name.removeprefix("alias."): value for name, value in git.settings(r"^alias\.")}
