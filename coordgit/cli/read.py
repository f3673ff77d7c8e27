"""``coordgit read``: record what the current session has read."""

import os
from typing import NamedTuple

import click

from coordgit.check.stale.staleness import stale_searches
from coordgit.cli.context import Here, emit, here, moved, say, session_here
from coordgit.cli.options import Filled, json_option
from coordgit.coordinate import typed_pathspecs
from coordgit.core import advice_facts
from coordgit.core.model import MATCH, READ, Access, Epoch, Query
from coordgit.core.predicates import can_be_asked
from coordgit.core.quoting import quote, quoted, word
from coordgit.errors import CoordgitError, UsageError
from coordgit.explain import explanation
from coordgit.git import trees, worktrees
from coordgit.git.plumbing import Git
from coordgit.git.refs import short
from coordgit.git.worktrees import Worktree
from coordgit.record import changes_since_read, declared_paths
from coordgit.record.declare import DeclaredReads, DeclareRequest, declare
from coordgit.render import next_steps
from coordgit.store import names


class _Read(click.Command):
    """A command that knows which of its paths stand before ``--grep``: those are read, the others limit the search."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        at = next((n for n, text in enumerate(args) if text == "--grep" or text.startswith("--grep=")), len(args))
        before, _, _ = self.make_parser(ctx).parse_args(list(args[:at]))
        paths = before.get("paths")
        ctx.meta[READ] = len(paths) if isinstance(paths, tuple) else 0
        return super().parse_args(ctx, args)


@click.command(cls=_Read)
@click.argument("paths", nargs=-1, metavar="PATH[:FIRST-LAST]...")
@click.option(
    "--at",
    "rev",
    type=Filled("a commit"),
    metavar="REV",
    help="Read the paths as they are in commit REV; a listing or a search can be read at HEAD alone.",
)
@click.option(
    "--of",
    "rejection",
    type=Filled("a verdict"),
    metavar="VERDICT",
    help="Read all files that a rejection says to read again.",
)
@click.option("--glob", "globs", multiple=True, metavar="G", help="Record a listing of the names that match G.")
@click.option(
    "--grep",
    "patterns",
    multiple=True,
    metavar="RE",
    help="Record a search for the regular expression RE; the paths after it limit where.",
)
@json_option
def read(
    paths: tuple[str, ...],
    rev: str | None,
    *,
    rejection: str | None,
    globs: tuple[str, ...],
    patterns: tuple[str, ...],
    as_json: bool,
) -> None:
    """Record what the current session has read: files, line ranges, paths that do not exist, listings and searches.

    Once another session has committed a change of any of them, this session's next commit is rejected. Of a file that has
    changed since this session knew it, the change is printed; so are those that give a search or a listing another answer.

    As in git, a path that begins with :/ starts at the top of the work tree.
    """
    if not paths and not globs and not patterns and not rejection:
        raise UsageError("nothing to record: name a path, --glob or --grep", "coordgit read PATH")
    if len(patterns) > 1:
        raise UsageError("a search is recorded alone", "coordgit read --grep RE [PATHSPEC...]")
    first = click.get_current_context().meta[READ]
    paths, specs = paths[:first], paths[first:]
    with here() as at:
        if not rev and worktrees.is_bare(at.worktree, at.git):
            raise _no_work_tree(paths)
        paths += tuple(name for name in _to_read(at, rejection, rev or "") if name not in paths) if rejection else ()
        asked = Asked(paths=paths, globs=globs, patterns=patterns, specs=specs)
        predicates = _predicates(at, asked, rev)
        items = _items(at, paths, rev)
        absent = {text for text, access in zip(paths, items, strict=True) if not declared_paths.is_there(at.git, access)}
        session = session_here(at)
        who = names.who(at.store, session.session)
        declared = _declare(at, session.epoch, [*predicates, *items], predicates=bool(predicates))
    _refuse(declared, asked, bool(at.worktree.top))
    named = zip((*globs, *patterns, *paths), [*predicates, *items], strict=True)
    outside = [text for text, access in named if access in declared.outside]
    for text in outside:
        way = _elsewhere(text) if text in paths else ""
        hint = f" ({way})" if way else ""
        say(f"coordgit: {quote(text)} was not recorded: it is outside this repository{hint}", err=True)
    if as_json:
        document = changes_since_read.document(declared.changed)
        emit({"session": session.session, "recorded": declared.recorded, "changed": document})
    elif declared.recorded < declared.wanted:
        what = "--grep RE" if patterns else "--glob G" if globs else "PATH"
        say(
            "coordgit: what has a newer version that you have not seen was not refreshed: what is here does not show it;"
            f" read the version at the tip: coordgit read --at HEAD {what}",
            err=True,
        )
    else:
        say(f"recorded for {who}: {_recorded(asked, outside, absent)}")
        if declared.changed:
            say(changes_since_read.text(declared.changed))


class Asked(NamedTuple):
    """What is to be recorded, as it was typed."""

    paths: tuple[str, ...]
    globs: tuple[str, ...]
    patterns: tuple[str, ...]
    specs: tuple[str, ...]
    """Pathspecs that limit where is searched."""


def _predicates(at: Here, asked: Asked, rev: str | None) -> list[Access]:
    """Return the listings and the searches. Raises ``UsageError`` for a pattern that nothing can compile, and for a commit that
    is not HEAD."""
    accesses = [declared_paths.listing(glob, at.worktree.top) for glob in asked.globs]
    for pattern in asked.patterns:
        query = Query(pattern=pattern, pathspecs=_pathspecs(at.worktree, asked.specs))
        if not can_be_asked(query) and not _is_known(at.git, pattern):
            raise UsageError(f"{quote(pattern)} is not a regular expression", "coordgit read --grep RE")
        accesses.append(Access(MATCH, at.worktree.top, query=query))
    if rev and at.git.commit(rev) == at.git.commit("HEAD"):
        return [access._replace(rev="HEAD") for access in accesses]
    if rev and accesses:
        what, again = ("search", "--grep RE") if asked.patterns else ("listing", "--glob G")
        raise UsageError(f"a {what} is recorded as the work tree or HEAD answers it", f"coordgit read --at HEAD {again}")
    return accesses


def _items(at: Here, paths: tuple[str, ...], rev: str | None) -> list[Access]:
    """Return the files and ranges, of the work tree or of the commit ``rev``."""
    if rev:
        return declared_paths.accesses_at(at.git, rev, at.worktree.top, paths)
    return [declared_paths.access(at.git, path, at.worktree.top) for path in paths]


def _declare(at: Here, epoch: Epoch, accesses: list[Access], *, predicates: bool) -> DeclaredReads:
    """Record the accesses; what has given the listings and searches that are true now another answer is among the changes."""
    stale = stale_searches(at.store, at.worktree, epoch) if predicates else {}
    declared = declare(
        at.store,
        DeclareRequest(worktree=at.worktree, epoch=epoch, accesses=accesses, cwd=os.getcwd(), environ=os.environ, now=at.now),
    )
    left = stale_searches(at.store, at.worktree, epoch) if stale else {}
    refreshed = [change for asked, changes in stale.items() if asked not in left for change in changes]
    return declared._replace(changed=[*declared.changed, *changes_since_read.of_answers(at.git, refreshed)])


def _refuse(declared: DeclaredReads, asked: Asked, has_work_tree: bool) -> None:
    """Raise the error that says why nothing, or not all, could be recorded."""
    if declared.unread:
        raise _why(declared.unread[0])
    if not declared.wanted and not has_work_tree:
        raise _no_work_tree(asked.paths)
    if not declared.wanted:
        way = _elsewhere(asked.paths[0]) if asked.paths else ""
        raise UsageError("none of these paths is in this repository", way or "coordgit read PATH")


def _recorded(asked: Asked, outside: list[str], absent: set[str]) -> str:
    """Return what was recorded, as a list for people."""
    where = f" in {' '.join(map(quote, asked.specs))}" if asked.specs else ""
    searched = [f"search for {quoted(pattern)}{where}" for pattern in asked.patterns]
    files = [quote(text) + " (not there)" * (text in absent) for text in asked.paths if text not in outside]
    return ", ".join([*searched, *files, *(quote(text) for text in asked.globs if text not in outside)])


def _no_work_tree(paths: tuple[str, ...]) -> UsageError:
    named = " ".join(map(word, paths)) or "PATH"
    return UsageError("a bare repository has no work tree to read in", f"coordgit read --at HEAD {named}")


def _to_read(at: Here, name: str, rev: str) -> list[str]:
    """Return the paths, from the current folder, that a verdict says to read again; with ``rev`` those to be read there."""
    verdict, conflicts = explanation.of_name(at.store, name)
    facts = next_steps.facts_of(verdict)
    branches = {step.n: short(step.branch) for step in facts.steps if step.help == advice_facts.READ} if facts else {}
    there = {n for n, branch in branches.items() if branch == rev} or branches.keys()
    paths = dict.fromkeys(conflict.path for conflict in conflicts if conflict.n in there)
    if not paths:
        raise UsageError(f"{verdict.name} names no file to read again", f"coordgit explain {verdict.name}")
    return [os.path.relpath(os.path.join(at.worktree.top, path)) if at.worktree.top else path for path in paths]


def _elsewhere(text: str) -> str:
    """Return the command that reads a path of another repository, such as a submodule; "" if no work tree has it."""
    folder, name = os.path.split(os.path.realpath(text))
    found = worktrees.nearest(folder)
    if found is None or worktrees.relative(found, os.path.join(folder, name)) is None:
        return ""
    path = os.path.relpath(os.path.join(folder, name), found.top)
    top = found.top if moved() else os.path.relpath(found.top)
    return f"coordgit -C {word(top)} read {word(path)}"


def _why(full: str) -> CoordgitError:
    """Return the error that says why ``full`` cannot be read."""
    path = os.path.relpath(full)
    if not os.path.isfile(full):
        return UsageError(f"{quote(path)} is not a file, so git does not store it", "coordgit read PATH")
    message = f"{quote(path)} was not recorded: it cannot be read"
    return CoordgitError(message, f"git hash-object {word(path)}")


def _is_known(git: Git, pattern: str) -> bool:
    """True if git can compile a pattern, in one of its dialects."""
    nowhere = trees.empty(git)
    return any(git.code("grep", "-q", dialect, "-e", pattern, nowhere) <= 1 for dialect in ("-E", "-P"))


def _pathspecs(worktree: Worktree, texts: tuple[str, ...]) -> tuple[str, ...]:
    """Return git's pathspecs, given in the current folder, as spelled from the top. Raises ``UsageError`` for one that names
    nothing or needs more than paths."""
    try:
        parsed = typed_pathspecs.parsed(worktree, texts, os.getcwd())
    except ValueError as error:
        raise UsageError(str(error).replace("a lock", "a search"), "git help glossary (pathspec)") from error
    typed_pathspecs.refuse_beyond_links(worktree, parsed, "coordgit read --grep RE", os.getcwd())
    specs = [paths.spec for paths in parsed] + [exclude for paths in parsed for exclude in paths.excludes]
    return tuple(dict.fromkeys(spec.text for spec in specs))
