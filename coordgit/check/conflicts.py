"""Suspects become conflicts: which count at this level, for these paths, tied to this commit."""

from __future__ import annotations

from coordgit.core.model import MATCH, Change, CheckedBranch, Finding
from coordgit.core.validation import LOCKED, LOST_UPDATE, PHANTOM, STALE, TAKEN_OVER, Suspect
from coordgit.git import commits, refs, trees
from coordgit.git.plumbing import decode
from coordgit.store import holdings, landings, writes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from coordgit.check.update import Update
    from coordgit.git.attributes import Elsewhere
    from coordgit.git.plumbing import Git
    from coordgit.git.settings import Config
    from coordgit.store.database import Store

UNREADABLE = "what ties it cannot be told: a text of the commit or of the change is not here"


def weigh(
    store: Store,
    git: Git,
    gathered: Update,
    found: list[Suspect],
    settings: Config,
    now: float,
    *,
    elsewhere: tuple[Elsewhere, ...] = (),
) -> list[Finding]:
    """What the suspects come to, each once: the stale reads, the lost updates, the locked paths, the siblings' changes.

    ``elsewhere``: attributes that stand in no commit, to see what they would make of it.
    """
    found = [one._replace(changes=(change,)) for one in found for change in one.changes]
    attributes = _attributes(git, gathered, [_about(suspect) for suspect in found], elsewhere)
    findings: dict[tuple[object, ...], Finding] = {}
    kept: list[set[str] | None] = []

    def names() -> set[str] | None:
        if not kept:
            kept.append(_names(git, gathered))
        return kept[0]

    moved = [
        p for p, (before, after) in gathered.written.items() if p in gathered.involved and (before is None) != (after is None)
    ]
    for suspect in found:
        read = suspect.read
        attribute = attributes.get(_about(suspect), "")
        if attribute == "ignore" or (attribute == "append" and _appended(git, suspect)):
            continue
        code, counts, why = suspect.code, True, ""
        if code == PHANTOM:
            if not read.declared:
                if settings.searches == "off":
                    continue
                if settings.searches == "tied":
                    words = names() if read.kind == MATCH else set()
                    from coordgit.core.narrowing import tie

                    why = UNREADABLE if words is None else tie(suspect, moved, words)
                    counts = bool(why)
        elif read.path in gathered.involved:
            code = LOST_UPDATE
            why = "the commit changes this path from a version older than the tip's"
        if attribute == "inform":
            counts, why = False, "the attribute coordgit=inform"
        elif attribute != "strict":
            counts, why = _at_level(git, names, settings.level, code, counts, why, suspect)
        finding = Finding(
            code, counts, _path(suspect), read.epoch, suspect.branch, why, read, suspect.merge_base, suspect.changes
        )
        first, last = (0, 0) if code == LOST_UPDATE else (read.first, read.last)
        asked = (read.path, *read.query) if read.query else ()
        # a change that two branches have is one reason, two changes of one item on two branches are two
        key = (code, finding.path, first, last, read.epoch, asked, suspect.changes[0].after)
        if key not in findings or (counts and not findings[key].counts):
            findings[key] = finding
    result = list(findings.values())
    result += _lost(store, git, gathered, settings, {f.path for f in result if f.code == LOST_UPDATE}, elsewhere=elsewhere)
    result += _locked(store, gathered, settings, now)
    result += _siblings(store, git, gathered, settings, elsewhere=elsewhere)
    return sorted(result, key=lambda f: (not f.counts, f.path, f.code, f.read.first if f.read else 0))


def _path(suspect: Suspect) -> str:
    return suspect.changes[0].path if suspect.code == PHANTOM else suspect.read.path


def _about(suspect: Suspect) -> str:
    """The path whose attribute counts: of a listing or a search the one that changed."""
    return suspect.read.path if suspect.read.query is None else suspect.changes[0].path


def _at_level(
    git: Git, names: Callable[[], set[str] | None], level: str, code: str, counts: bool, why: str, suspect: Suspect
) -> tuple[bool, str]:
    """(does it count, why) at this level."""
    if level == "record":
        return False, "coordgit.level is record: strict would reject" if counts else why
    if level == "snapshot" and not code.startswith("CG2"):
        return False, "coordgit.level is snapshot: only lost updates reject"
    if level == "relevant" and not code.startswith("CG2") and suspect.read.query is None and counts:
        ours, theirs = names(), _names_between(git, suspect.changes[0])
        if ours is None or theirs is None:
            return True, UNREADABLE
        shared = sorted(name for name in ours & theirs if len(name) > 2)
        if not shared:
            return False, "coordgit.level is relevant: nothing ties it to the commit"
        return True, f"the change and the commit both name {', '.join(shared[:3])}"
    return counts, why


def _attributes(git: Git, gathered: Update, paths: list[str], elsewhere: tuple[Elsewhere, ...]) -> dict[str, str]:
    """The git attribute ``coordgit`` of each path that has it, as the tips of the checked branches have it."""
    if not paths:
        return {}
    from coordgit.git import attributes

    return attributes.of_commits(git, (branch.tip for branch in gathered.checked), paths, elsewhere)


def _appended(git: Git, suspect: Suspect) -> bool:
    """Did the change only add lines?"""
    change = suspect.changes[0]
    if change.before is None or change.after is None:
        return change.before is None
    pair = (change.before, change.after)
    hunks = trees.hunks(git, [pair])[pair]
    return hunks is not None and all(hunk.length == 0 for hunk in hunks)


def _names(git: Git, gathered: Update) -> set[str] | None:
    """The identifiers in the lines that the update changes; ``None`` when a text is not here, as in a partial clone."""
    span = ("--cached",) if gathered.new is None else (gathered.old or gathered.new, gathered.new)
    return _diff_names(git, "--no-renames", *span)


def _names_between(git: Git, change: Change) -> set[str] | None:
    """The identifiers in the lines that a change of one path touches."""
    if change.before and change.after:
        return _diff_names(git, change.before, change.after)
    texts = trees.blobs(git, [change.before, change.after])
    return _identifiers(b"\n".join([b"@@", *(b"+" + line for text in texts.values() if text for line in text.split(b"\n"))]))


def _diff_names(git: Git, *span: str) -> set[str] | None:
    child = git.start("diff", "-U0", "--no-color", "--no-ext-diff", "--no-textconv", *span)
    raw = child.drain()
    return None if child.wait() else _identifiers(raw)


def _identifiers(patch: bytes) -> set[str]:
    """The names in the lines that a patch without context adds and removes; those before its first hunk are its head."""
    import re

    from coordgit.core.stop_words import KEYWORDS

    lines, inside = [], False
    for line in patch.split(b"\n"):
        if line.startswith((b"diff --git ", b"@@")):
            inside = line.startswith(b"@@")
        elif inside and line[:1] in b"+-":
            lines.append(line)
    return set(re.findall(r"[^\W\d]\w+", decode(b"\n".join(lines)))) - KEYWORDS


def _lost(
    store: Store, git: Git, gathered: Update, settings: Config, known: set[str], *, elsewhere: tuple[Elsewhere, ...]
) -> list[Finding]:
    """Edits made over content that their session had not seen, and that is what the branch has: those of this worktree, and
    those of another one whose text this is."""
    found = []
    over = []
    for write in writes.of_paths(store, gathered.epoch.session, sorted(gathered.own - known)):
        before, after = gathered.written.get(write.path, (None, None))
        if write.worktree != git.cwd and write.after != after:
            continue
        if write.lost and gathered.checked and before != write.origin:
            over.append((write, Change(write.path, write.origin, before)))
    attributes = _attributes(git, gathered, [write.path for write, _ in over], elsewhere)
    for write, change in over:
        attribute = attributes.get(write.path, "")
        if attribute != "ignore":
            counts = attribute == "strict" or (settings.level != "record" and attribute != "inform")
            why = "the edit was made over a version that its session had not been shown"
            found.append(
                Finding(
                    LOST_UPDATE,
                    counts,
                    write.path,
                    gathered.epoch,
                    gathered.checked[0],
                    why,
                    None,
                    None,
                    (change,),
                    write,
                )
            )
    return found


def _locked(store: Store, gathered: Update, settings: Config, now: float) -> list[Finding]:
    """Paths of commits made now that another session holds, or took over and changed while this one slept past its time."""
    session, paths = gathered.epoch.session, sorted(gathered.touched)
    if not paths or not holdings.any_foreign(store, session, now):
        return []
    from coordgit.store import locks

    branch = gathered.checked[0] if gathered.checked else CheckedBranch(gathered.ref, gathered.old or "")
    refs_of = list(dict.fromkeys([gathered.ref, *gathered.targets]))
    found = {path: (lock, TAKEN_OVER) for path, lock in locks.fenced(store, session, paths, refs_of).items()}
    found |= {path: (lock, lock.why) for path, lock in locks.foreign(store, session, paths, now).items()}
    return [
        Finding(LOCKED, settings.level != "record", path, gathered.epoch, branch, why, lock=lock)
        for path, (lock, why) in sorted(found.items())
    ]


def _siblings(store: Store, git: Git, gathered: Update, settings: Config, *, elsewhere: tuple[Elsewhere, ...]) -> list[Finding]:
    """Changes under the session's reads, since its last landing, on branches that this update is not asked against."""
    if settings.siblings == "off" or not gathered.checked or not gathered.own:
        return []
    from coordgit.store import siblings

    checked = [*(branch.ref for branch in gathered.checked), *gathered.targets]
    since = 0 if settings.siblings == "block" else landings.last_of(store, gathered.epoch.session)
    found = []
    changed = siblings.changed(store, gathered.epoch, [gathered.ref, *checked], since)
    attributes = _attributes(git, gathered, [read.path for read, _, _ in changed], elsewhere)
    for read, landing, change in changed:
        attribute = attributes.get(read.path, "")
        if attribute == "ignore":
            continue
        if any(commits.is_ancestor(git, landing.new or "", branch.tip) for branch in gathered.checked):
            continue
        branch = CheckedBranch(landing.ref, landing.new or "")
        why = f"changed on {refs.short(landing.ref)}, which has not landed"
        counts = settings.siblings == "block" and settings.level in ("strict", "relevant") and attribute != "inform"
        found.append(Finding(STALE, counts, read.path, read.epoch, branch, why, read, None, (change,)))
    return found
