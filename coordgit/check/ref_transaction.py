"""A transaction of refs about which git asks its hook: each branch that it moves is judged; one rejection denies all of it."""

from coordgit.check import Request, validate
from coordgit.core.model import REJECTED, Oid, Verdict
from coordgit.git import operation
from coordgit.git.checked_branches import Refs, start_defaults
from coordgit.startup.typing import Callable, Iterator, NamedTuple
from coordgit.store import sessions, verdicts
from coordgit.store.database import Store


class Judged(NamedTuple):
    """What the hook says of one branch."""

    verdict: Verdict | None
    """The verdict, if it says anything."""
    beside: str
    """What a pull, merge or rebase brings, or that no hook of the session's client has run; "" for neither."""


def judge(
    store: Store, request: Request, moves: list[tuple[str, Oid]], *, defaults: Callable[[], Refs], received: bool
) -> Iterator[Judged]:
    """Judge each move (branch, new commit). ``defaults`` is what ``start_defaults`` returned for the first branch.

    A commit on a detached HEAD has the ref ``HEAD``. ``received``: before a push is received here. Nothing is published
    then, and the notes that came with it are asked too.
    """
    for ref, new in moves:
        if ref == "HEAD":
            verdict = validate.detached(store, request, new)
        else:
            known = defaults if ref == moves[0][0] else start_defaults(request.worktree.git(keep=True), ref)
            verdict = validate.gate(store, request, ref, new, defaults=known, dry=received)
        if received and (verdict is None or verdict.outcome != REJECTED):
            from coordgit.check import verify

            verdict = verify.arriving(store, request, ref, new)
        beside = ""
        if not received and verdict is not None and verdict.outcome != REJECTED and verdict.operation in operation.BRINGING:
            from coordgit.check.incoming_changes import line

            beside = line(store, request, verdict)
        if not (received or beside or verdict is None):
            beside = _unheard(store, request, verdict)
        says = verdict is not None and (verdict.outcome == REJECTED or verdict.conflicts)
        yield Judged(verdict if says else None, beside)


def _unheard(store: Store, request: Request, verdict: Verdict) -> str:
    """Return what to say at a session's first commit if no hook of its client has run: a hook would have noted its worktree."""
    session = sessions.get(store, verdict.epoch.session)
    if session is None or not session.client or session.worktree or not verdicts.is_first(store, verdict):
        return ""
    from coordgit.session import unheard

    return unheard.note(request.worktree, session, request.environ)
