"""What other clones of the team landed under a session's reads, and locked: told once, as it may be long before git brings it."""

from coordgit.core.model import Session
from coordgit.startup.typing import Callable
from coordgit.store import other_clones
from coordgit.store.database import Store
from coordgit.store.other_clones import LandedElsewhere, Upto

MOST = 12
"""The most landings and locks that one answer names."""


def tell(store: Store, session: Session, agent: str, now: float, program: Callable[[], str]) -> str:
    """Return what to tell the session, "" for nothing. A change that a fetch has brought and that was told is not told again, nor
    is what is told here when a fetch brings it. ``program``: how coordgit is called in the session's shell."""
    with store.writing():
        untold = other_clones.untold(store, session.session, agent)
        if untold is None:
            return ""
        before, upto = untold
        lines = [*_landed(store, session, agent, before), *_locked(store, session, before, now)]
        other_clones.note_told(store, session.session, agent, upto)
    more = [f"coordgit: and {len(lines) - MOST} more in other clones: {program()} status"] if len(lines) > MOST else []
    return "\n".join(lines[:MOST] + more)


def _landed(store: Store, session: Session, agent: str, before: Upto) -> list[str]:
    landings = other_clones.under_reads(store, session.epoch, agent, before.remote_id, other_clones.branches(store))
    if not landings:
        return []
    from coordgit.core.quoting import few, named, quote
    from coordgit.git.refs import short
    from coordgit.render.verdict import clock
    from coordgit.store import tellings
    from coordgit.store.names import who
    from coordgit.store.tellings import ToldChange

    known = {(one.path, one.oid) for one in tellings.of(store, session.epoch, agent) if one.landed}
    groups: dict[LandedElsewhere, list[str]] = {}
    for landing, path, blob in landings:
        if (path, blob) not in known:
            groups.setdefault(landing, []).append(quote(path))
            tellings.put(store, session.epoch, agent, [ToldChange(path, blob, landed=True, whole=False)])
    lines = []
    for landing, paths in groups.items():
        maker = who(store, landing.session) or f"somebody on {named(landing.clone)}"
        lines.append(
            f"coordgit: {maker} landed {(landing.new or 'nothing')[:7]} on {short(landing.ref)} there"
            f" ({clock(landing.landed_at)}), which changes what you have read: {few(paths, MOST)}."
            " It is not here yet: git fetch, once it is pushed"
        )
    return lines


def _locked(store: Store, session: Session, before: Upto, now: float) -> list[str]:
    from coordgit.store import locks

    fresh = [
        held for held in locks.every(store, now)
        if held.token > before.token and other_clones.is_elsewhere(store, held.session)
    ]  # fmt: skip
    if not fresh:
        return []
    from coordgit.core.pathspec import names
    from coordgit.render.verdict import held_sentence
    from coordgit.store import names as called

    paths = other_clones.touched(store, session.epoch)
    return [
        held_sentence(held.pathspec, held, called.of(store)) for held in fresh if any(names(held.paths, path) for path in paths)
    ]
