"""What needs branches: landing, rebasing, taking over another session's commits, going back, working on no branch at all."""

from tests.fuzz import authors, moments
from tests.fuzz.causes import blame
from tests.fuzz.changing import commit, edit, is_own, write
from tests.fuzz.repair import judged, repair
from tests.fuzz.texts import lines
from tests.fuzz.world import AtFault, Worker, World
from tests.support.repository import Result


def land(world: World, worker: Worker, again: bool = False) -> None:
    """By fast-forward where that goes, else by a merge commit; main is checked out nowhere."""
    tip, move = world.tip(), landing(worker)
    if not move:
        return
    world.note(worker, "lands")
    its = world.objects.id("main"), worker.head()
    whose, found = authors.committers(world, worker, *its), authors.found_by(world, *its)
    result = worker.runs(*move)
    if result.ok:
        world.carried(worker, lines(world.at(worker, "HEAD")), lines(tip), lines(world.tip()))
        sides = {*tip.items(), *world.at(worker).items()}
        world.landed(worker, lines(tip), whose=whose, found=found)
        world.unclear |= {*world.tip().items()} - sides
    elif repair(world, worker, result, judged(world, worker, result, again)):
        land(world, worker, again=True)


def landing(worker: Worker) -> list[str]:
    """The command that lands what a session has; nothing if there is nothing to land, or if it is in conflict."""
    git = worker.git
    old, new = worker.objects.id("main"), worker.head()
    if worker.has_landed("main"):
        return []
    if not worker.objects.is_ancestor(old, new):
        tree = git("merge-tree", "--write-tree", "main", "HEAD")
        if not tree.ok:
            return []
        new = git("commit-tree", tree.out.split("\n")[0], "-p", "main", "-p", "HEAD", "-m", "land").out.strip()
    return ["update-ref", "refs/heads/main", new, old]


def race(world: World, worker: Worker) -> None:
    moments.race(world, worker, landing)


def switch(world: World, worker: Worker) -> None:
    """Go on on another branch of one's own, from the main branch the first time."""
    if worker.dirty:
        return
    worker.branch = worker.name if worker.branch != worker.name else f"{worker.name}-2"
    world.note(worker, f"switches to {worker.branch}")
    there = worker.objects.id(worker.branch)
    result = worker.runs("switch", "-q", *([worker.branch] if there else ["-c", worker.branch, "main"]))
    if not result.ok:
        raise AtFault(f"it could not switch: {result}")


def deliver(world: World, worker: Worker) -> None:
    """A change that lands at once."""
    write(world, worker)
    land(world, worker)


def rebase(world: World, worker: Worker) -> None:
    world.note(worker, "rebases onto main")
    result = worker.runs("rebase", "-q", "main")
    if not result.ok:
        worker.git("rebase", "--abort")
        if "coordgit: rejected" in result.err:
            raise AtFault(f"a rebase was rejected: {result.err}")


def reset(world: World, worker: Worker) -> None:
    """Take its newest commit back, which is never rejected; what it read it knows as before."""
    if worker.dirty or not is_own(world, worker):
        return
    world.note(worker, "resets to the commit before")
    result = worker.runs("reset", "-q", "--hard", "HEAD~1")
    if not result.ok:
        raise AtFault(f"going back was rejected: {result.err}")


def pick(world: World, worker: Worker) -> None:
    """Pick another session's newest commit, which has not landed."""
    other = other_branch(world, worker)
    if other:
        world.note(worker, f"picks the newest commit of {other}")
        took(world, worker, worker.runs("cherry-pick", other), other)
        worker.git("cherry-pick", "--abort")


def join(world: World, worker: Worker) -> None:
    """Merge another session's branch, which has not landed."""
    other = other_branch(world, worker)
    if other:
        world.note(worker, f"merges {other}")
        took(world, worker, worker.runs("merge", "-q", "--no-edit", other), other)
        worker.git("merge", "--abort")


def squash(world: World, worker: Worker) -> None:
    """All of another session's branch as one commit."""
    other = other_branch(world, worker)
    if other:
        world.note(worker, f"squashes {other}")
        if worker.runs("merge", "-q", "--squash", other).ok:
            took(world, worker, worker.runs("commit", "-qm", f"squash {world.number}"), other)
        worker.git("reset", "-q", "--hard")


def detach(world: World, worker: Worker) -> None:
    """Work on no branch, and give it to the branch afterwards."""
    world.note(worker, "detaches HEAD")
    worker.runs("checkout", "-q", "--detach")
    edit(world, worker)
    commit(world, worker)
    world.note(worker, "gives its work to its branch")
    took(world, worker, worker.runs("checkout", "-q", "-B", worker.branch))
    worker.git("checkout", "-q", worker.branch)


def other_branch(world: World, worker: Worker) -> str:
    """A branch whose newest commit is on no other one, if the work tree is clean; else ""."""
    if worker.dirty:
        return ""
    objects, places = worker.objects, (worker.objects.id("main"), worker.head())
    newest = {other.branch: objects.id(other.branch) for other in world.workers if other is not worker}
    waiting = [branch for branch, its in newest.items() if not any(objects.is_ancestor(its, place) for place in places)]
    simple = [branch for branch in waiting if len(objects.commit(newest[branch]).parents) < 2]
    return world.random.choice(simple) if simple else ""


def took(world: World, worker: Worker, result: Result, branch: str = "") -> None:
    """Judge a rejection of what came from another session's branch: it may have committed there what others wrote. If it went,
    note who they are."""
    whose = authors.of_branch(world, worker, branch) if branch else set[str]()
    if result.rejected:
        world.note(worker, f"is rejected: {result.rejected}")
        made = authors.committers(world, worker, worker.head(), worker.objects.id(branch)) if branch else set[str]()
        blame(world, worker, result, made | whose)
    elif result.ok and branch:
        authors.took_over(world, worker, whose)
