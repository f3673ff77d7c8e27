"""What is done beside the work: names that are no branch to land on, housekeeping, a second target, another level for a while."""

from tests.fuzz import release
from tests.fuzz.causes import blame
from tests.fuzz.changing import commit, drop
from tests.fuzz.texts import lines
from tests.fuzz.world import LEVELS, AtFault, Worker, World

IGNORED = "d/two.py"


def names(world: World, worker: Worker) -> None:
    """Tags, notes, other branches, packed refs, a fetch: that is never rejected, and moves nothing that counts."""
    number, tip = world.number, world.tip()
    commands = (
        ["tag", "-f", "newest"],
        ["tag", "-f", "-a", "-m", "a tag", f"v{number}"],
        ["notes", "add", "-f", "-m", f"a note {number}"],
        ["branch", "-f", f"{worker.name}-kept"],
        ["branch", "-m", f"{worker.name}-kept", f"{worker.name}-renamed-{number}"],
        ["pack-refs", "--all"],
        ["gc", "-q"],
        ["update-ref", f"refs/kept/{worker.name}", "HEAD"],
        ["fetch", "-q", ".", f"HEAD:refs/fetched/{worker.name}"],
        ["stash", "list"],
    )
    words = world.random.choice(commands)
    world.note(worker, f"runs git {' '.join(words)}")
    result = worker.runs(*words)
    if "coordgit: rejected" in result.err or (not result.ok and "no branch named" not in result.err):
        raise AtFault(f"that is never rejected: {result}")
    if world.tip() != tip:
        raise AtFault(f"git {' '.join(words)} moved main")


def publish(world: World, worker: Worker) -> None:
    """Move a second target to where main is: whoever has landed there knew what it has, unless at a lower level."""
    if not world.guarded or world.apart:
        return
    its = world.objects.id("next")
    if not its:
        release.begin(world, worker)
        return
    if not world.objects.is_ancestor(its, world.objects.id("main")):
        return
    world.note(worker, "moves next to main")
    result = worker.runs("update-ref", "refs/heads/next", world.objects.id("main"))
    new = world.objects.history(world.objects.id("main")) - world.objects.history(its)
    # what was mended there, and brought in since, others have yet to see
    if result.rejected and (release.is_mended(world) or not new.isdisjoint(world.lenient)):
        world.note(worker, f"is rejected: {result.rejected}")
        blame(world, worker, result, {other.name for other in world.workers})
    elif not result.ok:
        raise AtFault(f"next was not moved: {result}")


def ignore(world: World, worker: Worker) -> None:
    """Have a file ignored, or the like, by an attribute, or no longer; while one is, searches are not judged."""
    full = worker.session.cwd / ".gitattributes"
    if worker.dirty or any(other.dirty for other in world.workers if not world.apart):
        return
    value = world.random.choice(("ignore", "inform", "append"))
    world.note(worker, f"sets the attribute {value} of {IGNORED}" if not full.exists() else f"no longer ignores {IGNORED}")
    before = lines({".gitattributes": full.read_text()} if full.exists() else {})
    if before:
        full.unlink()
    else:
        world.number += 1
        full.write_text(f"{IGNORED} coordgit={value} by={worker.name}-{world.number}\n")
    worker.dirty.add(".gitattributes")
    world.edited(worker, before, lines({} if before else {".gitattributes": full.read_text()}))
    commit(world, worker)
    if ".gitattributes" in worker.dirty:
        drop(world, worker)


def level(world: World, worker: Worker) -> None:
    """Another level for a while, then the strictest again: what lands meanwhile is not judged, what is rejected is."""
    if not world.guarded or (world.apart and not world.linked):
        return
    world.level = "strict" if world.level != "strict" else world.random.choice([*LEVELS])
    world.note(worker, f"sets the level {world.level}")
    world.repository.git("config", "coordgit.level", world.level)
