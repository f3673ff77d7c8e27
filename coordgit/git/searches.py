"""Repeat searches on what changed: contents, for suspects only, within bounded time.

A backtracking pattern would block the store, and everybody, forever. CPython's ``re`` checks for signals every few thousand
steps, so a timer stops it; it counts CPU time, so that no search fails because the machine is busy with something else.
"""

from coordgit.core.model import Oid
from coordgit.core.stale_searches import search_changed
from coordgit.core.validation import Suspect
from coordgit.errors import CoordgitError
from coordgit.git import separate_index, trees
from coordgit.git.plumbing import Git
from coordgit.startup.typing import Any, Callable, Mapping, T

SUBMODULE = "160000"
"""The mode of a submodule, whose object is a commit of another repository: searches do not enter it."""


def changed(git: Git, searches: list[Suspect]) -> list[Suspect]:
    """Return the searches with another answer, each with the changes that cause it."""
    texts = trees.blobs(git, (oid for search in searches for change in search.changes for oid in (change.before, change.after)))
    texts |= _submodules(git, searches, texts)
    answers: dict[tuple[object, ...], Suspect] = git.answers.setdefault("searches", {})
    answered = []
    for search in searches:
        key = (search.read.query, search.changes)
        if key not in answers:
            asked = within(search_changed, search, texts)
            # a search that was stopped for time is assumed to have another answer
            answers[key] = search._replace(evaluated=False) if asked is None else asked
        if answers[key].changes:
            answered.append(search._replace(changes=answers[key].changes, evaluated=answers[key].evaluated))
    return answered


def _submodules(git: Git, searches: list[Suspect], texts: Mapping[Oid, bytes | None]) -> dict[Oid, bytes]:
    """Return the submodules among the objects, with empty text. Asks git only if some text is missing."""
    unknown: dict[Oid, dict[str, Oid]] = {}
    for search in searches:
        for change in search.changes:
            for commit, oid in ((search.merge_base or search.asked.base, change.before), (search.branch.tip, change.after)):
                if oid and texts.get(oid) is None:
                    unknown.setdefault(commit, {})[change.path] = oid
    submodules: dict[Oid, bytes] = {}
    for commit, objects in unknown.items():
        try:
            entries = separate_index.of_tree(git, commit, list(objects))
        except CoordgitError:  # a partial clone may lack it
            continue
        submodules.update({oid: b"" for path, oid in objects.items() if entries.get(path) == (SUBMODULE, oid)})
    return submodules


ALLOWED = 1.0
"""Seconds of CPU time for everything in one process, which validates once."""
LEAST = 0.01
"""Least seconds worth a try: the timer's clock has ticks of up to this."""

_left = ALLOWED
_running = False


def renew() -> None:
    """Give the next validation of this process all of ``ALLOWED``."""
    global _left
    _left = ALLOWED


class _Overrun(BaseException):
    """The time is up."""


def within(ask: Callable[..., T], *arguments: Any) -> T | None:
    """Return ``ask(*arguments)``; ``None``: it would have taken more than its share.

    The share is half of what is left, so that a call that never ends leaves time to others. Only the main thread receives
    signals: in another one ``ask`` runs to its end.
    """
    global _left, _running
    import signal

    if _left <= 0:
        return None
    share = max(_left / 2, LEAST)
    try:
        before = signal.signal(signal.SIGVTALRM, _stop)
    except ValueError:
        return ask(*arguments)
    spent = share
    try:
        _running = True
        signal.setitimer(signal.ITIMER_VIRTUAL, share, LEAST)  # repeating: an exception can be lost in a finalizer
        answer = ask(*arguments)
        _running = False
        spent = share - signal.getitimer(signal.ITIMER_VIRTUAL)[0]
        return answer
    except _Overrun:
        return None
    finally:
        _running = False
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, signal.SIG_DFL if before is None else before)
        _left -= spent


def _stop(number: int, frame: Any) -> None:
    if _running:
        raise _Overrun
