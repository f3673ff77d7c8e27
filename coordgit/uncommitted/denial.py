"""Deny a client's command before it runs, where it would take away what another session at work has not committed.

A session that is alone is never denied, its own edits do not count, and neither are those of a session that has ended or is
gone. What cannot be told from the command (a script, a variable) passes: ``keeping`` keeps what it takes away.
"""

import os

from coordgit.check.integrity import stopped
from coordgit.core import removed_edits
from coordgit.core.model import Epoch, Write
from coordgit.core.quoting import few, ignore_line, literal, option, quote, word
from coordgit.core.removed_edits import OwnEdits, PathState, Taken
from coordgit.git import dry_run, reflogs, trees, worktrees
from coordgit.git import settings as config
from coordgit.git.operation import REBASE
from coordgit.git.plumbing import Git
from coordgit.git.worktrees import Worktree
from coordgit.session.presence import note_gone
from coordgit.shell.git_moves import CLEAN, END, ENTRY, REMOVE, RESET, RESTORE, STASH, SWITCH, UNSTAGE, UNTRACK, Move
from coordgit.startup.typing import Mapping, NamedTuple
from coordgit.store import edit_steps, modes, names, reads, stashes, writes
from coordgit.store.database import Store
from coordgit.store.names import Names
from coordgit.uncommitted import keeping, stash_entries


class Scene(NamedTuple):
    """Where a move runs: in ``folder`` of a worktree; and the session whose call it is, its folder and environment, and when."""

    worktree: Worktree
    git: Git
    folder: str
    session: str
    cwd: str
    environ: Mapping[str, str]
    now: float
    unstaged: frozenset[str]
    """Paths that the command itself unstages before."""

    def note_gone(self, store: Store) -> None:
        """Record which sessions are gone: they keep nobody from anything."""
        note_gone(store, config.of(self.git, self.environ).idle, self.now)

    def git_in(self, folder: str) -> str:
        """Return how the caller calls git for a folder."""
        return "git" if os.path.realpath(self.cwd) == folder else f"git -C {option(folder)}"


class Denial(NamedTuple):
    """A command that must not run."""

    command: str
    taken: tuple[Taken, ...]
    way: str
    """What to do instead: a few words, and a command to paste."""
    moves_away: bool = False
    """True if it changes paths that a session works on, without removing anything from the disk."""
    ends: str = ""
    """The operation that it would end, of the one session in ``taken``."""
    entry: str = ""
    """The stash entry concerned, made by the one session in ``taken``."""
    modes: frozenset[str] = frozenset()
    """The paths of which it would only take away a change of the mode."""


def deny(
    store: Store, here: Worktree, moves: tuple[Move, ...], *, session: str, cwd: str, environ: Mapping[str, str], now: float
) -> str:
    """Return why the first of the moves that harms somebody must not run, "" if none does. Not to be called in a transaction."""
    pushed, unstaged = 0, set[str]()
    for move in moves:
        folder = os.path.realpath(os.path.join(cwd, move.directory))
        worktree = worktrees.nearest(folder, here.common) if os.path.isdir(folder) else None
        if worktree is None or worktree.common != here.common or not worktree.top or move.act == UNTRACK:
            continue
        scene = Scene(
            worktree=worktree,
            git=worktree.git(),
            folder=folder,
            session=session,
            cwd=cwd,
            environ=environ,
            now=now,
            unstaged=frozenset(unstaged),
        )
        if move.act == UNSTAGE:
            edited = {write.path for write in writes.of_others(store, session, worktree.id)}
            unstaged |= dry_run.named(scene.git, folder, move.paths, edited) if edited else edited
            continue
        denial = _of_entry(store, scene, move, pushed) if move.act == ENTRY else _denial(store, scene, move)
        if denial is not None:
            return sentence(denial, names.of(store))
        pushed += int(move.act == STASH and dry_run.puts_away(scene.git, folder, move))
    return ""


def _denial(store: Store, scene: Scene, move: Move) -> Denial | None:
    session, where = scene.session, scene.worktree.id
    ending = _ending(store, scene, move)
    if ending is not None or move.act == END:
        return ending
    if not (writes.of_others(store, session, where) or modes.of_others(store, session, where)) and move.act != SWITCH:
        return None
    scene.note_gone(store)
    others, moded = writes.of_others(store, session, where), modes.of_others(store, session, where)
    own = [write for write in writes.of_session(store, session) if write.worktree == where and write.before != write.after]
    resolved = dry_run.resolved(scene.git, scene.folder, move)
    if resolved is None or (resolved.act == SWITCH and dry_run.is_elsewhere(scene.worktree, scene.git, move)):
        return None
    if resolved.act == REMOVE and not resolved.paths and (scene.folder != scene.worktree.top or where == worktrees.MAIN):
        return None  # git refuses
    if resolved.stopped and (found := stopped.by_another(store, scene.worktree, session)) is not None:  # it was handed over
        staged = trees.index_diff(scene.git, worktrees.head(scene.worktree)[1]).blobs
        others = [write for write in others if write.epoch.session != found.owner.session or write.path not in staged]
    if resolved.chosen:  # where the caller has edits too, it may choose those
        others = [write for write in others if all(write.path != mine.path for mine in own)]
    paths = list(dict.fromkeys([*(write.path for write in (*others, *own)), *moded]))
    states = dry_run.reach(scene.worktree, scene.git, scene.folder, resolved, paths, unstaged=scene.unstaged)
    texts = trees.blobs(scene.git, removed_edits.doubtful(others, states))
    taken = _not_taken_back(store, scene, removed_edits.taken(others, states, texts), states)
    now = dry_run.modes(scene.git, resolved, moded.keys() & states.keys() - {write.path for write in taken})
    only_modes = frozenset(path for path in now if now[path] == moded[path].mode)
    taken += [Write(epoch=Epoch(moded[path].session, 0), path=path) for path in now if path in only_modes]
    read = []
    if resolved.act == SWITCH:
        read = reads.by_others(store, session, where, dry_run.changed(scene.worktree, scene.git, resolved))
    if not taken and not read:
        return None
    whose = tuple(removed_edits.by_session(taken, read))
    away = resolved.act == SWITCH and not (resolved.force and taken)
    if move.stopped:
        way = _way_to_end(store, scene, resolved, taken)
        return Denial(command=move.command, taken=whose, way=way, modes=only_modes)
    way = _way(scene, (move, resolved), taken, removed_edits.own_edits(own, taken, states))
    return Denial(command=move.command, taken=whose, way=way, moves_away=away, modes=only_modes)


def _not_taken_back(store: Store, scene: Scene, taken: list[Write], states: dict[str, PathState]) -> list[Write]:
    """Return the edits without those that their session took back itself, line by line, after others had edited the file."""
    parts = edit_steps.stretches(store, [write.write_id for write in taken]) if taken else {}
    apart = {
        write.path: (states[write.path].head, states[write.path].disk)
        for write in taken
        if len(parts.get(write.write_id, ())) > 1
    }
    if not apart:
        return taken
    from coordgit.check.provenance import weaving

    weaves = weaving.of(store, scene.git, scene.worktree.id, apart)
    return [write for write in taken if write.path not in weaves or write.epoch.session in weaves[write.path].makers]


def _ending(store: Store, scene: Scene, move: Move) -> Denial | None:
    """Deny a move that would end another agent's stopped operation. A person's an agent may end: it acts for its user."""
    if not move.ends or (found := stopped.by_another(store, scene.worktree, scene.session)) is None:
        return None
    if found.is_patch and not move.command.startswith("git am "):
        return None
    resolved = dry_run.resolved(scene.git, scene.folder, move)
    scene.note_gone(store)
    if resolved is None or not resolved.ends or found.owner.person or stopped.is_free(store, scene.git, scene.session, found):
        return None
    git, head = scene.git_in(scene.worktree.top), worktrees.head(scene.worktree)[1]
    staged = trees.index_diff(scene.git, head).blobs
    others = {write.path for write in writes.of_others(store, scene.session, scene.worktree.id)}
    own = [write.path for write in writes.of_session(store, scene.session) if write.worktree == scene.worktree.id]
    own = [path for path in own if path in staged and path not in others]
    way = f"wait until it is over, or {_apart(scene, 'HEAD', head)}"
    if move.act == SWITCH and (resolved.rev != head or move.new):
        way = f"use a worktree of its own: {git} worktree add {_added(scene, move, resolved)}"
    elif move.act == END and own:
        way = f"unstage only what is yours: {git} restore --staged -- {' '.join(literal(path, below=False) for path in own)}"
    return Denial(command=move.command, taken=(removed_edits.Taken(found.owner.session, ()),), way=way, ends=found.operation)


def _apart(scene: Scene, rev: str, commit: str | None) -> str:
    """Advise a worktree of one's own at ``rev``."""
    path = _free(scene, (commit or "")[:7])
    return f"use a worktree of your own: {scene.git_in(scene.worktree.top)} worktree add --detach {path} {option(rev)}"


def _of_entry(store: Store, scene: Scene, move: Move, pushed: int) -> Denial | None:
    """Deny the use of a stash entry that another session at work made. Applying one that is named by its commit takes nothing.

    ``pushed``: how many entries the command itself puts on the stash before it comes to this.
    """
    what = move.words[0]
    stash_entries.take(store, scene.worktree, scene.now)
    there = reflogs.stash(scene.worktree, scene.git)
    place = move.rev.removeprefix("refs/").removeprefix("stash").removeprefix("@{").removesuffix("}") or "0"
    if what == "clear":
        named = there
    elif place.isdecimal() and len(place) < 6:
        named = there[int(place) - pushed :][:1] if int(place) >= pushed else []
    else:
        named = [] if what == "apply" else [oid for oid in there if oid == scene.git.commit(move.rev)]
    if not named:
        return None
    scene.note_gone(store)
    made = {one.oid: one for one in stashes.every(store)}
    others = [made[oid] for oid in named if oid in made and made[oid].session != scene.session and made[oid].state == "live"]
    if not others:
        return None
    own = [n for n, oid in enumerate(there) if oid in made and made[oid].session == scene.session]
    git = scene.git_in(scene.worktree.top)
    first = others[0]
    if own and what == "clear":  # the last one first, since the others move up
        way = "drop your own alone: " + " && ".join(f"{git} stash drop {option(f'stash@{{{n}}}')}" for n in own[::-1])
    elif own and what != "branch":
        way = f"yours is another: {git} stash {what} {option(f'stash@{{{own[0]}}}')}"
    elif what in ("pop", "apply", "branch"):
        way = f"to have its changes and leave it there: {git} stash apply {first.oid}"
    else:
        way = f"leave it there; to see what it is: {git} stash show -p {first.oid}"
    return Denial(
        command=move.command,
        taken=(removed_edits.Taken(first.session, ()),),
        way=way,
        entry=f"stash@{{{there.index(first.oid)}}}",
    )


def _way(scene: Scene, moves: tuple[Move, Move], taken: list[Write], edits: OwnEdits) -> str:
    """Return what the caller can do instead, to the same effect and without harm. ``moves``: the move as asked for, and
    resolved."""
    asked, move = moves
    own = edits.alone
    git = scene.git_in(scene.worktree.top)
    mine = " ".join(literal(path, below=False) for path in own)
    commit, head = move.rev, worktrees.head(scene.worktree)[1]
    if move.act == SWITCH and (commit != head or asked.new):
        return f"use a worktree of its own: {git} worktree add {_added(scene, asked, move)}"
    if move.act == RESET and commit != head and not edits.clash:
        return f"this moves the branch and keeps every edit: {git} reset --keep {option(asked.rev)}"
    if move.act == REMOVE and not move.paths:
        return f"wait until they are committed; to see them: git -C {option(scene.worktree.top)} status --short"
    if move.chosen and own:
        return f"choose only of what is yours: {_choosing(git, asked, move)} -- {mine}"
    if move.act == CLEAN:
        return f"leave those files out: {_cleaning(scene, move, taken)}"
    if own and move.act == STASH:
        flags = ("-u " if move.untracked else "") + ("-k " if move.keeps_index else "")
        return f"put away only what is yours: {git} stash push {flags}-- {mine}"
    if own and move.act in (RESET, SWITCH) and commit == head:
        return f"undo only what is yours: {git} restore --source=HEAD --staged --worktree -- {mine}"
    if own and move.act == RESTORE:
        if move.rev:
            staged = "--staged " if move.stages else ""
            return f"undo only what is yours: {git} restore --source={option(asked.rev)} {staged}--worktree -- {mine}"
        return f"undo only what is yours: {git} restore -- {mine}"
    instead = _apart(scene, asked.rev, move.rev) if move.act == RESET else _apart(scene, "HEAD", head)
    if move.act == RESTORE and edits.mixed:
        return f"take your own lines out with an edit, or {instead}"
    return f"wait until they are committed, or {instead}"


def _way_to_end(store: Store, scene: Scene, move: Move, taken: list[Write]) -> str:
    """Return how the caller's own operation, which has stopped, can be ended without harm. git puts a branch back only over files
    that are as HEAD has them; a worktree that has it takes nothing from this one."""
    git, paths = scene.git_in(scene.worktree.top), list(dict.fromkeys(write.path for write in taken))
    if move.stopped != REBASE:
        named = " ".join(literal(path, below=False) for path in paths)
        return f"unstage them first, which keeps them: {git} restore --staged -- {named}"
    name, oid = dry_run.rebased(scene.worktree.git_dir)
    changed = dry_run.changed(scene.worktree, scene.git, move._replace(rev=oid))
    _, head = worktrees.head(scene.worktree)
    staged = trees.index_diff(scene.git, head).blobs
    branch = option(name.removeprefix("refs/heads/")) if name else f"--detach {oid}"
    if {*changed, *staged}.isdisjoint(paths) and not reads.by_others(store, scene.session, scene.worktree.id, changed):
        back = f"{git} reset --merge && {git} checkout {branch}"
    else:
        free = _free(scene, oid[:7])
        back = f"{git} worktree add {f'{free} {branch}' if name else f'--detach {free} {oid}'}"
    return f"this ends it and keeps them: {git} rebase --quit && {back}"


def _choosing(git: str, asked: Move, move: Move) -> str:
    """The command that was asked for, to choose hunks, without its paths."""
    _, verb, flag = asked.command.split(" ")
    if not move.rev or asked.act == STASH:
        return f"{git} {verb} {'push ' if asked.act == STASH else ''}{flag}"
    return f"{git} {verb} {flag} {'--source=' if verb == 'restore' else ''}{option(asked.rev)}"


def _cleaning(scene: Scene, move: Move, taken: list[Write]) -> str:
    """The command that was asked for, without some files."""
    git = scene.git_in(scene.folder)
    out = [f"-e {option(ignore_line(write.path))}" for write in taken]
    paths = ["--", *map(option, move.paths)] if move.paths else []
    return " ".join([git, "clean", "-f", *map(option, move.words), *out, *paths])


def _added(scene: Scene, asked: Move, move: Move) -> str:
    """The words of ``git worktree add`` for what a switch asked for. Only git from version 2.42 on has ``--orphan`` there."""
    branch = dry_run.branch_of(scene.git, asked.rev)
    name = asked.new or (branch or asked.rev).removeprefix("refs/heads/")
    path = _free(scene, name)
    if asked.orphan:
        return f"--detach {path} && git -C {path} switch --orphan {option(asked.new)}"
    if asked.new:
        return (
            f"-{'B' if asked.anew else 'b'} {option(asked.new)} {path} {option(move.rev if asked.rev == '@{-1}' else asked.rev)}"
        )
    if branch and not asked.detach:
        return f"{path} {option(branch.removeprefix('refs/heads/'))}"
    guessed = not branch and not asked.detach and not scene.git.commit(asked.rev)
    return f"{path} {option(asked.rev)}" if guessed else f"--detach {path} {option(asked.rev)}"


def _free(scene: Scene, name: str) -> str:
    """Return a folder for a worktree, as a shell word: beside this one, or beside the outermost repository that has it as a
    submodule, which would track what is inside."""
    plain = "".join(c if c.isalnum() or c in "._-" else "-" for c in name)
    beside, place = scene.worktree.top, ""
    while outer := scene.git.text("-C", beside, "rev-parse", "--show-superproject-working-tree"):
        beside, place = outer, f"-{os.path.basename(beside)}{place}"
    return word(keeping.free_path(f"{beside}{place}-{plain}"))


def sentence(denial: Denial, names: Names) -> str:
    """Return the whole sentence."""
    who = names(denial.taken[0].session)
    if denial.entry:
        what = f"is about {denial.entry}, which {who} put on the stash that all worktrees share"
    elif denial.ends:
        what = f"would end the {denial.ends} of {who}, which has stopped in this work tree"
    elif denial.moves_away:
        about = [f"{few(map(quote, one.edited))}, which {names(one.session)} has edited" for one in denial.taken if one.edited]
        about += [
            f"{few(map(quote, one.read))}, which {names(one.session)} has read since its last commit"
            for one in denial.taken
            if one.read
        ]
        what = f"would change {', and '.join(about)}, in this work tree"
    else:
        lost = {path: f"{'the mode of ' * (path in denial.modes)}{quote(path)}" for one in denial.taken for path in one.edited}
        whose = [f"{names(one.session)} ({few(lost[path] for path in one.edited)})" for one in denial.taken]
        what = f"would take away uncommitted edits of {' and '.join(whose)}"
    return f"coordgit: {denial.command} {what}; {denial.way}"
