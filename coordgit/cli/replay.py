"""``coordgit replay``: what the gate would have said to the merges of a history."""

import os
import tempfile
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from itertools import zip_longest
from typing import TextIO

import click

from coordgit.bench.replay import history, page, score
from coordgit.bench.replay import run as walk
from coordgit.bench.replay.borrowed import Borrowed
from coordgit.bench.replay.cases import READINGS, Case, load
from coordgit.bench.replay.run import Done, ReplayPlan
from coordgit.cli.context import find_worktree, progress, put, say
from coordgit.cli.options import json_option
from coordgit.core.quoting import quote
from coordgit.errors import CoordgitError, UsageError

RECORDED = {"whole": READINGS[0], "ranges": READINGS[1], "searches": READINGS[2]}


@click.command()
@click.option("--history", "span", default="", metavar="RANGE", help="Replay the merges of RANGE, such as v1.0..main.")
@click.option("--since", default="", metavar="DATE", help="Only merges since DATE, such as 1.month.ago.")
@click.option("--cases", type=click.File(encoding="utf-8"), help="Replay the cases of a JSON Lines file.")
@click.option(
    "--repositories",
    type=click.Path(exists=True, file_okay=False),
    help="Where the cases' OWNER/NAME is; without --cases: replay the merges of each repository in it. Else this clone.",
)
@click.option("--recorded", type=click.Choice(list(RECORDED)), multiple=True, help="Record only this (several allowed).")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="At most N of each repository, the newest ones.")
@click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="Processes at once. Default: one for each processor.")
@click.option(
    "--html", "html", type=click.Path(dir_okay=False), metavar="FILE", help="Write a page with a picture of the history."
)
@json_option
def replay(
    *, span: str, since: str, cases: TextIO | None, repositories: str | None, recorded: tuple[str, ...], limit: int | None,
    jobs: int | None, html: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Show what coordgit would have rejected, told and passed of the merges in a history.

    Of each merge it is inferred what the side that came in had read: the files it edits and the definitions that its added lines
    use, as whole files and as ranges of lines, and searches for the definitions it changes. That is recorded in a scratch
    repository, the other side lands, and the gate is asked at each level. Your clone is read and never written to.
    Without --history and --cases: the merges of the current branch. --json has the totals and, on a line each, what strict does
    not pass: the merge, what was read, the outcome at each level, and the reason that weighs most. Interrupted (Ctrl-C), it shows
    what it has replayed so far.
    """
    if cases is not None and (span or since):
        raise UsageError("--cases and --history exclude each other", "coordgit replay --help")
    plan = ReplayPlan(
        readings=tuple(RECORDED[name] for name in recorded) or READINGS, jobs=jobs or os.cpu_count() or 1, progress=_progress
    )
    if cases:
        chosen = _cases(load(cases.read()), repositories)[:limit]
    else:
        chosen = _merges(
            _all_in(repositories) if repositories else {"": find_worktree().common}, span or "HEAD", since, limit or 0
        )
    done: list[Done] = []
    try:
        done.extend(walk.replay(chosen, plan))
    except (KeyboardInterrupt, BrokenProcessPool):
        if not done:
            raise
        say(f"interrupted after {len(done)} of {len(chosen)}", err=True)
    progress("")
    if html:
        title = f"Replay of {cases.name if cases else os.path.basename(os.path.abspath(repositories or find_worktree().top))}"
        with open(html, "w", encoding="utf-8") as file:
            file.write(page.page(done, title))
        say(f"wrote {quote(html)}", err=True)
    if as_json:
        put(score.document(done))
    else:
        say(score.text(done))


def _merges(sources: dict[str, str], span: str, since: str, limit: int) -> list[Case]:
    """Return the merges of repositories, the newest of each first."""
    by_repository: list[list[Case]] = []
    with tempfile.TemporaryDirectory(prefix="coordgit-replay-") as folder:
        for n, (name, source) in enumerate(sources.items()):
            merges = history.merges(Borrowed(f"{folder}/{n}", source), span, since, limit)
            by_repository.append([replace(merge, repository=name) for merge in merges])
    if not any(by_repository):
        raise CoordgitError(
            f"no merges in {span}{f' since {since}' if since else ''}: what was squashed or rebased cannot be replayed",
            "git log --merges --first-parent --oneline",
            1,
        )
    return [merge for some in zip_longest(*by_repository) for merge in some if merge]


def _all_in(folder: str) -> dict[str, str]:
    """Return the git directory of each repository right below ``folder``."""
    sources = {name: source for name in sorted(os.listdir(folder)) if (source := _source(folder, name))}
    if not sources:
        raise UsageError("there is no repository in that folder", "git clone --bare URL FOLDER/NAME")
    return sources


def _cases(known: list[Case], repositories: str | None) -> list[Case]:
    """Return the cases whose repository is here."""
    if repositories is None:
        return [replace(case, source=find_worktree().common) for case in known]
    sources = {name: _source(repositories, name) for name in {case.repository for case in known}}
    here = [replace(case, source=source) for case in known if (source := sources[case.repository])]
    if not here:
        raise UsageError("no repository of these cases is below that folder", "git clone --bare URL OWNER/NAME.git")
    return here


def _source(folder: str, repository: str) -> str | None:
    """Return the git directory of ``OWNER/NAME`` below ``folder``."""
    flat, plain = (os.path.join(folder, name) for name in (repository.replace("/", "+"), repository))
    for candidate in (f"{flat}/repo", f"{flat}/repo/.git", flat, f"{flat}/.git", f"{plain}.git", plain, f"{plain}/.git"):
        if os.path.isdir(f"{candidate}/objects") and os.path.isfile(f"{candidate}/HEAD"):
            return os.path.abspath(candidate)
    return None


def _progress(done: int, count: int) -> None:
    """Show how far it is; in a file or a pipe, at each tenth."""
    text = f"{done} of {count}"
    progress(text, text if done * 10 // count > (done - 1) * 10 // count else "")
