"""What is said of one change of something that a session has read."""

from coordgit.core.hunks import hunks_of, patch_of
from coordgit.core.model import ITEMS, LISTING, Change, Conflict, Finding
from coordgit.core.quoting import escaped, named, quote, quoted, shortened, word
from coordgit.core.validation import NOT_EVALUATED
from coordgit.git import commits, refs, trees
from coordgit.git.plumbing import Git, decode, side_by_side
from coordgit.render.verdict import clock
from coordgit.startup.typing import Mapping
from coordgit.store.database import Store
from coordgit.store.names import who


def about(fact: Conflict) -> tuple[str, str, str]:
    """Return the key by which a change is told once, however many targets have it, locally and on a remote."""
    return fact.path, "" if fact.counts else fact.ref, fact.diff


def is_all_said(finding: Finding) -> bool:
    """True if a change needs no diff: it removes a file, or adds a name to a listing."""
    listed = finding.read is not None and finding.read.kind == LISTING
    return finding.changes[0].after is None or (listed and finding.changes[0].before is None)


def done(change: Change, renamed: Mapping[str, str]) -> str:
    """Return what was done to a file. ``renamed``: blob of a path that is gone -> its new path."""
    if change.after is None:
        new = renamed.get(change.before or "")
        return f"renamed to {quote(new)}" if new not in (None, change.path) else "removed"
    return "changed" if change.before else "added"


def paragraph(store: Store, fact: Conflict, finding: Finding, done: str) -> str:
    changer = who(store, fact.session) or named(shortened(fact.author)) or "somebody"
    commit = f"{(fact.changed_by or '')[:7]} {quoted(shortened(fact.subject))}"
    changed = f"{done} by {commit} ({changer}, {clock(fact.changed_at)}) on {escaped(refs.short(fact.ref))}"
    if finding.read and finding.read.kind not in ITEMS:
        asked = finding.read.query.pattern if finding.read.query else ""
        what = "listing" if finding.read.kind == LISTING else f"search for {quoted(asked)}"
        has = "has" if fact.why != NOT_EVALUATED else "may have"
        return f"your {what} {has} another answer: {quote(fact.path)} {changed}"
    lines_read = f":{fact.first}-{fact.last}" if fact.first else ""
    return f"{quote(fact.path)}{lines_read} {changed}"


def place(git: Git, fact: Conflict, finding: Finding, *, ref: str, moving: bool) -> tuple[str, str]:
    """Return where the change of a file is, if not in the worktree, and how to see it there, and where its text has gone; and
    what has changed in that, "" if nothing has."""
    if finding.read and finding.read.kind not in ITEMS:
        return "", ""
    new, diff = _gone_on(git, finding)
    gone = f"; most of it, changed, is in {quote(new)} there" if new else ""
    return _where(git, fact, finding, ref=ref, moving=moving) + gone, diff


def _gone_on(git: Git, finding: Finding) -> tuple[str, str]:
    """Return under which name a removed file goes on with another text, as git merges there what others have made of it, and what
    has changed in it; "" for both if it does not, and for the change if its texts are not here."""
    read, change, tip = finding.read, finding.changes[0], finding.branch.tip
    if read is None or change.after is not None or change.before is None:
        return "", ""
    fork = finding.merge_base or commits.merge_base(git, read.base or tip, tip)
    new = trees.renames(git, fork, tip).get(change.path) if fork else None
    oid = trees.items(git, tip, [new])[new] if new else None
    if new is None or oid in (None, change.before):
        return "", ""
    pair = change.before, oid or ""
    (patches,) = side_by_side(trees.patches(git, [pair]))
    body = hunks_of(decode(patches[pair] or b""))
    return new, patch_of(new, *pair, body) if body else ""


def _where(git: Git, fact: Conflict, finding: Finding, *, ref: str, moving: bool) -> str:
    if not finding.counts:
        return ", which has not landed here"
    if fact.ref == ref or any(commits.is_ancestor(git, finding.branch.tip, side) for side in ("HEAD", "MERGE_HEAD")):
        return ""
    when = " before this call" if moving else ""
    if finding.changes[0].after is None:
        return f"; it {'was' if moving else 'is'} still in this worktree{when}"
    show_it = f"git show {word(f'{refs.short(fact.ref)}:{fact.path}')}"
    return f"; it {'was' if moving else 'is'} not in this worktree{when}: {show_it}"
