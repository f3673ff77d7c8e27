"""What clients in one work tree do: edit the same files, commit their own lines, put edits away and get them back."""

import time
from collections.abc import Callable

from tests.fuzz.changing import NOTHING
from tests.fuzz.together import ITSELF, PATHS, STALE, Editor, Folder
from tests.fuzz.world import REWRITES, AtFault, Fault
from tests.support.claude import SUB_AGENT
from tests.support.repository import Result

ROUNDS = 6
"""How often each is asked at the end to commit what is left: one may have to wait for another."""


def read(folder: Folder, editor: Editor, path: str = "", agent: bool | None = None) -> None:
    path = path or folder.random.choice(PATHS)
    by_agent = folder.random.random() < 0.2 if agent is None else agent
    folder.note(editor, f"reads {path}{' with a sub-agent' * by_agent}")
    editor.reads(path, 0, 0, **(SUB_AGENT if by_agent else {}))
    folder.look(editor, path, by_agent)


def edit(folder: Folder, editor: Editor) -> None:
    """Add lines, change or take out one of its own, or of those from the start that stand as committed; by Edit or by Write."""
    path = folder.random.choice(PATHS)
    old = folder.there[path]
    if path not in editor.looked or path in editor.behind or (path in editor.missing and old is not None):
        read(folder, editor, path, agent=False)
    folder.number += 1
    added, gone = [f"{editor.name} {folder.number}"], []
    lines = (old or "").splitlines()
    under = lines if old is not None else (folder.head(path) or "").splitlines()  # somebody's removal may be uncommitted
    if not {*under} <= editor.seen:
        editor.blind.add(path)
    at = folder.random.randrange(len(lines) + 1)
    moved = {line for other in folder.others(editor, path) for line in other.left[path]}
    known = [n for n, line in enumerate(lines) if line.split()[0] in (editor.name, "base") and line not in moved]
    if known and folder.random.random() < 0.4:
        at = folder.random.choice(known)
        gone, added = [lines[at]], added if folder.random.random() < 0.6 else []
    lines[at : at + len(gone)] = added
    text = "".join(f"{line}\n" for line in lines)
    if old is not None and text and folder.random.random() < 0.7:
        how = "edits"
        editor.edits(path, old, text)
    else:
        how = "writes"
        editor.writes(path, text)
    folder.note(editor, f"{how} {path}: {gone} -> {added} at {at}")
    _wrote(folder, editor, path, text, {*gone, *added, *ITSELF[old is not None :]})
    folder.forget(editor, [path])


def remove(folder: Folder, editor: Editor) -> None:
    """Remove a file, or give it another name, if nobody else has edited it."""
    path, new = folder.random.sample(PATHS, 2)
    free = not folder.others(editor, path) and not folder.others(editor, new)
    old = folder.there[path]
    if old is None or not free or path in editor.behind or path not in editor.looked:
        return
    moves = folder.there[new] is None
    command = f"mv {path} {new}" if moves else f"rm {path}"
    folder.note(editor, command)
    editor.runs(command)
    _wrote(folder, editor, path, None, {*old.splitlines(), *ITSELF})
    folder.forget(editor, [path])
    if moves:
        _wrote(folder, editor, new, old, {*old.splitlines(), *ITSELF})


def commit(folder: Folder, editor: Editor, again: bool = False) -> bool:
    """Commit its own edits, by ``coordgit commit`` or, of paths, by git; whether all of them are committed."""
    if not editor.left:
        return True
    before = folder.objects.id("HEAD")
    paths = sorted(editor.left)
    if folder.random.random() < 0.2:
        paths = [folder.random.choice(paths)]
    by_git = not folder.guarded or (not again and folder.random.random() < 0.2)
    folder.note(editor, f"commits {' '.join(paths)}{' by git' * by_git}")
    editor.refused = ""
    result = _by_git(folder, editor, paths) if by_git else _by_coordgit(folder, editor, paths)
    if result.ok:
        if folder.objects.id("HEAD") != before:
            folder.committed(editor, paths, before)
        else:
            folder.forget(editor, paths)
    elif not folder.guarded:
        raise AtFault(f"git could not commit: {result}")
    else:
        folder.note(editor, f"is rejected: {result.rejected or result.err}")
        folder.blame(editor, result, paths if by_git else ())
        if folder.objects.id("HEAD") != before:
            raise AtFault(f"a rejection moved HEAD: {result.err}")
        codes = {conflict.split()[0] for conflict in result.rejected}
        editor.refused = "" if codes else result.err
        if again and codes and codes <= {*STALE}:
            raise AtFault(f"rejected again, after all that it asked for was done: {result.err}")
        _repair(folder, editor, result)
        return bool(codes) and not again and commit(folder, editor, again=True)
    return not editor.left


def _by_git(folder: Folder, editor: Editor, paths: list[str]) -> Result:
    folder.repository.run(["git", "add", "-A", "--", *paths], **editor.env)
    result = folder.repository.run(["git", "commit", "-qm", editor.name, "--", *paths], **editor.env)
    folder.repository.git("reset", "-q")
    return Result(0, "", "") if any(said in result.out + result.err for said in NOTHING) else result


def _by_coordgit(folder: Folder, editor: Editor, paths: list[str]) -> Result:
    named = paths if len(paths) < len(editor.left) else []
    result = folder.repository.coordgit("commit", "-m", editor.name, *named, **editor.env)
    return Result(0, "", "") if "is recorded as this session's" in result.err else result


def _repair(folder: Folder, editor: Editor, result: Result) -> None:
    """Have each reader read what changed again, and acknowledge, explained, what came of another's uncommitted edit."""
    explained = folder.repository.json("explain", result.verdict, **editor.env) if result.rejected else {}
    conflicts = explained.get("conflicts", [])
    gone = {word for said in explained.get("remedy", []) if said.startswith("coordgit read --at HEAD ") for word in said.split()}
    for reader in [one for one in folder.editors if any(conflict["reader"] == one.name for conflict in conflicts)]:
        its = [conflict for conflict in conflicts if conflict["reader"] == reader.name]
        for path in sorted({conflict["path"] for conflict in its}):
            read(folder, reader, path, agent=False)
            if path in gone or any((conflict["code"], conflict["path"]) == ("CG201", path) for conflict in its):
                folder.note(reader, f"reads {path} at HEAD")
                reader.shown(folder.repository.coordgit("read", "--at", "HEAD", path, **reader.env).out)
                reader.blind.discard(path)
                reader.behind.discard(path)
        names = [f"{result.verdict}#{conflict['n']}" for conflict in its if conflict["code"] == "CG104"]
        if names:
            folder.note(reader, f"acknowledges {' '.join(names)}")
            for name in names:
                reader.shown(folder.repository.coordgit("explain", name, **reader.env).out)
            done = folder.repository.coordgit("ack", *names, "--why", "fuzz", **reader.env)
            if not done.ok:
                raise AtFault(f"it could not be acknowledged: {done}")


def put_away(folder: Folder, editor: Editor) -> None:
    """Stash everything; another session commits meanwhile what it may; then the edits come back."""
    if _may(folder, editor, "git stash -q", [path for path in PATHS if folder.head(path) is not None]):
        tracked = [path for path in editor.left if folder.head(path) is not None]
        before = dict(folder.there)
        folder.there.update({path: folder.head(path) for path in tracked})
        if not tracked or not _runs(folder, editor, "git stash -q"):
            folder.there = before
            return
        folder.stands()
        other = folder.random.choice([other for other in folder.editors if other is not editor])
        read(folder, other, agent=False)
        commit(folder, other)
        _runs(folder, editor, "git stash pop -q")
        folder.repository.git("reset", "-q")
        folder.there = before


def take_back(folder: Folder, editor: Editor) -> None:
    """Put a file, or all, back as HEAD has it; what others have edited must stay."""
    path = folder.random.choice(PATHS)
    command, paths = folder.random.choice([(f"git checkout -q -- {path}", [path]), ("git reset -q --hard", [*PATHS])])
    paths = [path for path in paths if folder.head(path) is not None]
    if paths and _may(folder, editor, command, paths) and _runs(folder, editor, command):
        for path in paths:
            folder.there[path] = folder.head(path)
            editor.left.pop(path, None)


def lose(folder: Folder, editor: Editor) -> None:
    """Somebody's shell, which no hook sees, takes edits away; the session gets them back."""
    paths = [path for path in editor.left if folder.head(path) is not None and folder.there[path] is not None]
    paths = [path for path in paths if path not in editor.removed]  # whoever made it anew wrote over that
    if paths:
        path = folder.random.choice(paths)
        command = folder.random.choice([["checkout", "-q", "--", path], ["stash", "-q", "--", path]])
        folder.steps.append(f"a shell: git {' '.join(command)}")
        folder.repository.git(*command, GIT_COMMITTER_DATE=f"@{int(time.time()) + next(REWRITES)} +0000")
        folder.note(editor, "restores what is gone")
        if folder.guarded and folder.text(path) != folder.there[path]:
            result = folder.repository.coordgit("restore", **editor.env)
            if not result.ok:
                raise AtFault(f"{path} could not be restored: {result}")


def _may(folder: Folder, editor: Editor, command: str, paths: list[str]) -> bool:
    """Whether a command runs: it is denied if, and only if, it would take away what another has not committed."""
    if not folder.guarded:
        return True
    reason = editor.denied(command)
    harms = [path for path in paths if folder.others(editor, path)]
    folder.note(editor, f"{command}{' is denied' * bool(reason)}")
    if reason and not harms:
        raise AtFault(f"denied without a cause: {reason}")
    if harms and not reason:
        raise AtFault(f"{command} of {editor.name} would take away what others have edited in {harms}")
    return not reason


def _runs(folder: Folder, editor: Editor, command: str) -> bool:
    result = editor.runs(command)
    folder.note(editor, f"{command}: {result.code}")
    return result.ok


def _wrote(folder: Folder, editor: Editor, path: str, text: str | None, lines: set[str]) -> None:
    folder.there[path] = text
    editor.removed = editor.removed | {path} if text is None else editor.removed - {path}
    editor.left.setdefault(path, set()).update(lines)
    folder.look(editor, path, agent=True)


STEPS: dict[str, tuple[int, Callable[[Folder, Editor], object]]] = {
    "read": (8, read),
    "edit": (16, edit),
    "remove": (1, remove),
    "commit": (8, commit),
    "put away": (1, put_away),
    "take back": (1, take_back),
    "lose": (1, lose),
}
"""How often each is done, of all."""


def play(folder: Folder, steps: int) -> Fault | None:
    """Play the first steps of the story of a seed; then everybody commits what is left."""
    try:
        for _ in range(steps):
            editor = folder.random.choice(folder.editors)
            verb = folder.random.choices(list(STEPS), [weight for weight, _ in STEPS.values()])[0]
            STEPS[verb][1](folder, editor)
            folder.stands()
        _finish(folder)
    except AtFault as wrong:
        return Fault(folder.seed, str(wrong), tuple(folder.steps))
    return None


def _decide(folder: Folder) -> None:
    """Let one whose lines another has changed commit the file as it is: a refusal says that somebody has to decide."""
    for editor in sorted(folder.editors, key=lambda one: "let the other commit first" in one.refused):
        _, asks, named = editor.refused.partition("--mine-is ")
        path = named.split()[0] if asks else ""
        for _ in range(3 if asks else 0):
            folder.note(editor, f"decides that {path} is as it is")
            result = folder.repository.coordgit("commit", "-m", editor.name, "--mine-is", path, f":/{path}", **editor.env)
            if result.ok:
                folder.decided(path)
                return
            folder.note(editor, f"is rejected: {result.rejected or result.err}")
            _repair(folder, editor, result)
            if any(conflict.startswith("CG202 ") for conflict in result.rejected):  # so it takes the others' lines too
                names = [f"{result.verdict}#{n}" for n, one in enumerate(result.rejected, 1) if one.startswith("CG202 ")]
                folder.repository.coordgit("ack", *names, "--why", "fuzz", **editor.env)


def _finish(folder: Folder) -> None:
    for _ in range(ROUNDS):
        done = [commit(folder, editor) for editor in folder.editors]
        if all(done):
            break
        _decide(folder)
    folder.stands()
    left = {editor.name: editor.left for editor in folder.editors if editor.left}
    if left or folder.repository.git("status", "--porcelain"):
        raise AtFault(f"not committed in the end: {left}\n{folder.repository.git('diff', 'HEAD')}")
    for path in PATHS:
        lines = (folder.head(path) or "").splitlines()
        if len({*lines}) != len(lines):
            raise AtFault(f"lines twice in {path}: {lines}")
