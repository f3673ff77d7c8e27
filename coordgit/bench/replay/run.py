"""Replay concurrent work from public histories with the real store and gate: load, run, score, show."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterable
from dataclasses import asdict, replace
from typing import Any, TextIO

import click

from coordgit.bench.replay.borrowed import MAIN, Borrowed, Landing, source_of
from coordgit.bench.replay.cases import Case, Seen, load
from coordgit.bench.replay.definitions import span
from coordgit.bench.replay.score import LEVELS, SEARCH, SEARCHES, TOPOLOGIES, Outcome, Run, markdown
from coordgit.core.hunks import parse
from coordgit.errors import CoordgitError, UsageError
from coordgit.git.plumbing import Git, decode

AROUND = 3
"""Lines that are read before and after the edited ones."""

WRITER, READER = "writer", "reader"


def plans(case: Case, judged: Iterable[str] = ()) -> list[tuple[str, str]]:
    """Return (where it is judged, how it was read) of every run that a case allows; ``judged`` limits the places."""
    found = [(topology, reading) for topology in TOPOLOGIES for reading in case.readings()]
    found += [(SEARCH, way) for way in SEARCHES if case.names]
    return [plan for plan in found if not judged or plan[0] in judged]


def run(case: Case, source: str, topology: str, reading: str, own_commits: bool = False) -> Run:
    """Do one run in a scratch repository of its own."""
    case = replace(case, seen=tuple(found for one in case.seen for found in located(one, case, source)))
    with tempfile.TemporaryDirectory(prefix="coordgit-replay-") as folder:
        scratch = Borrowed(folder, source, case.base)
        if topology == SEARCH:
            return _search(case, scratch, reading, own_commits)
        return _reads(case, scratch, topology, reading, own_commits)


def located(one: Seen, case: Case, source: str) -> list[Seen]:
    """Locate a read whose lines are not given: the definition's lines; for an edit, the changed lines and some around them.

    The whole file if neither is known. A conflict says which lines were read.
    """
    if one.last or one.absent or case.conflict:
        return [one]
    git = Git("")
    if one.symbol:
        text = decode(git.run("--git-dir", source, "cat-file", "blob", f"{case.base}:{one.path}", ok=(0, 128)))
        first, last = span(text, one.symbol) or (0, 0)
        return [replace(one, first=first, last=last)]
    if not one.edited:
        return [one]
    sides = [f"{commit}:{one.path}" for commit in (case.base, case.y)]
    patch = git.run("--git-dir", source, "diff", "-U0", "--no-color", "--no-ext-diff", *sides, ok=(0, 128))
    spans = [(hunk.first - AROUND, hunk.first + max(hunk.length, 1) - 1 + AROUND) for hunk in parse(patch)]
    return [replace(one, first=max(first, 1), last=last) for first, last in spans] or [one]


def _reads(case: Case, scratch: Borrowed, topology: str, reading: str, own_commits: bool) -> Run:
    """Let the reader read at the base, the writer land ``x``, the reader land ``y``."""
    x, y = _sides(case, scratch, own_commits)
    seen = case.readings()[reading]
    shared = topology == "shared"
    where = scratch.top if shared else scratch.worktree("side", case.base)
    if seen:
        scratch.coordgit("read", "--at", case.base, "--", *(one.argument for one in seen), cwd=where, session=READER)
    if topology == "landing":
        _must(scratch.land(READER, "refs/heads/side", y, case.base, cwd=where))
    _must(scratch.land(WRITER, MAIN, x, case.base))
    ref, new, old = "refs/heads/side", y, case.base
    tree, clean = scratch.merged(x, y)
    if topology != "branch":
        new = scratch.commit(tree, "reader", *((x,) if shared else (x, y)))
        ref, old = MAIN, x
    blamed = case.commit if own_commits else x
    levels = _levels(scratch, READER, ref, new, old, where=where)
    return Run(case, topology, reading, len(seen), clean, (case.culprit,), blamed, levels)


def _search(case: Case, scratch: Borrowed, way: str, own_commits: bool) -> Run:
    """Let the side that changes a definition search for it first; meanwhile the other side lands.

    In a conflict the writer searches and lands second: the search did not find the reader's new use.
    """
    x, y = _sides(case, scratch, own_commits)
    first, second = (y, x) if case.conflict else (x, y)
    where = scratch.worktree("side", case.base)
    for name in case.names:
        pattern = rf"\b{re.escape(name)}\b"
        if way == "declared":
            scratch.coordgit("read", "--grep", pattern, cwd=where, session=WRITER)
        else:
            scratch.coordgit("hook", "claude", cwd=where, stdin=json.dumps(_grep(pattern, where)))
    _must(scratch.land(READER, MAIN, first, case.base))
    levels = _levels(scratch, WRITER, "refs/heads/side", second, case.base, where=where)
    return Run(case, SEARCH, way, len(case.names), True, case.users, first, levels)


def _grep(pattern: str, where: str) -> dict[str, Any]:
    """Return the payload of a search for a client's hook."""
    return {
        "hook_event_name": "PostToolUse", "session_id": WRITER, "cwd": where, "tool_name": "Grep", "tool_use_id": "1",
        "tool_input": {"pattern": pattern, "output_mode": "files_with_matches"},
        "tool_response": {"mode": "files_with_matches", "numFiles": 0, "filenames": []},
    }  # fmt: skip


def _sides(case: Case, scratch: Borrowed, own_commits: bool) -> tuple[str, str]:
    """Return the commits to land: the sides' own, or one each with all of the side's changes."""
    if own_commits:
        return case.x, case.y
    return scratch.commit(case.x, "writer", case.base), scratch.commit(case.y, "reader", case.base)


def _must(landing: Landing) -> None:
    if not landing.passed:
        raise CoordgitError(f"a landing that should pass was denied: {landing.said}")


def _levels(scratch: Borrowed, session: str, ref: str, new: str, old: str, *, where: str) -> dict[str, Outcome]:
    """Try the update at each level. A rejection changes nothing, so the next level gets the same question."""
    found: dict[str, Outcome] = {}
    for level in LEVELS:
        landing = scratch.land(session, ref, new, old, cwd=where, level=level)
        said: dict[str, Any] = {"conflicts": [], "warnings": []}
        if not landing.passed and not landing.verdict and level == "strict":
            raise CoordgitError(f"the gate did not answer: {landing.said}")
        if landing.verdict:
            said = json.loads(scratch.coordgit("explain", landing.verdict, "--json", cwd=where))
        conflicts = tuple((one["code"], one["path"], one["change"]["commit"] or "") for one in said["conflicts"])
        found[level] = Outcome(not landing.passed, conflicts, len(said["warnings"]), landing.seconds)
        if landing.passed:
            break
    return {level: found.get(level, Outcome(False)) for level in LEVELS}


def chosen(cases: list[Case], only: str, tier: str, benign: int | None) -> list[Case]:
    """Return the named cases, else the conflicts of the tiers and a number of benign ones."""
    if only:
        names = only.split(",")
        return [case for case in cases if case.name in names]
    conflicts = [case for case in cases if case.conflict and (not tier or case.tier in tier.upper())]
    rest = [case for case in cases if not case.conflict]
    count = len(rest) if benign is None else min(benign, len(rest))
    return conflicts + [rest[n * len(rest) // count] for n in range(count)]


FOLDER = click.Path(exists=True, file_okay=False)
PLACES = click.Choice([*TOPOLOGIES, SEARCH])


@click.command()
@click.argument("cases", type=click.File(encoding="utf-8"))
@click.option("--repositories", required=True, type=FOLDER, help="Where OWNER/NAME is found.")
@click.option("--only", default="", metavar="ID,...", help="These cases.")
@click.option("--tier", default="", metavar="ABC", help="Conflicts of these tiers.")
@click.option("--benign", type=int, default=None, metavar="N", help="So many of the benign ones, evenly spread.")
@click.option("--judged", multiple=True, type=PLACES, help="There alone (several allowed).")
@click.option("--own-commits", is_flag=True, help="Land the sides' own commits, not one commit each.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def replay(
    *, cases: TextIO, repositories: str, only: str, tier: str, benign: int | None, judged: tuple[str, ...],
    own_commits: bool, as_json: bool,
) -> None:  # fmt: skip
    """Replay CASES (JSON Lines) from the git directories below a folder, which are read and never written to."""
    known = load(cases.read())
    sources = {name: source_of(repositories, name) for name in {case.repository for case in known}}
    picked = chosen([case for case in known if sources[case.repository]], only, tier, benign)
    if not picked:
        raise UsageError("no repository of these cases is below that folder", "git clone --bare URL OWNER/NAME.git")
    done: list[Run] = []
    for number, case in enumerate(picked, 1):
        click.echo(f"{number}/{len(picked)} {case.name} {case.repository} {case.kind}", err=True)
        source = sources[case.repository] or ""
        done += [run(case, source, topology, reading, own_commits) for topology, reading in plans(case, judged)]
    if as_json:
        rows = [asdict(one) | {"named": one.named, "right": one.right} for one in done]
        click.echo(json.dumps({"runs": rows}, indent=1))
    else:
        click.echo(markdown(done))


if __name__ == "__main__":
    replay()
