"""Four sessions at once edit the same files in one work tree and commit with ``coordgit commit``; then the lines are counted.

``python -m tests.soak --commits 2000``. Every line that is written says who wrote it and is written once. From outside, with git
alone, it is counted: a line that was written and not taken out again by who wrote it is in HEAD, once; every commit has only
lines of its own session; and the work tree is as its sessions left it.
"""

import argparse
import fcntl
import multiprocessing
import os
import random
import re
import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.support.claude import Claude
from tests.support.repository import Repository

NAMES = ("ann", "bob", "cyd", "dan")
FILES = tuple(f"file{n}.txt" for n in range(4))


class Worker:
    """One session: it edits, it commits, and when it is rejected it looks and commits again."""

    def __init__(self, repository: Repository, name: str, seed: int, log: Path) -> None:
        self.claude = Claude(repository, name)
        self.top = repository.top
        self.name = name
        self.random = random.Random(f"{seed} {name}")
        self.log = log
        self.count = 0
        self.mine: dict[str, list[str]] = {path: [] for path in FILES}

    def note(self, word: str, text: str = "") -> None:
        with open(self.log, "a") as file:
            file.write(f"{word} {text}\n")

    def edit(self) -> None:
        """Put lines of its own into a file, or change or take out one that it wrote; nobody else writes in that moment."""
        path = self.random.choice(FILES)
        full = self.top / path
        with open(f"{self.log.parent}/{path}.lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not full.exists():
                self.claude.writes(path, self.line(path))
                return
            lines = full.read_text().splitlines(keepends=True)
            old = self.random.choice(self.mine[path]) if self.mine[path] and self.random.random() < 0.3 else ""
            if old and old in lines:
                new = self.line(path) if self.random.random() < 0.5 else ""
                lines[lines.index(old)] = new
                self.mine[path].remove(old)
                self.note("out", old.strip())
            else:
                at = self.random.randrange(len(lines) + 1)
                lines[at:at] = [self.line(path) for _ in range(self.random.randint(1, 3))]
            self.claude.edits(path, full.read_text(), "".join(lines))

    def line(self, path: str) -> str:
        self.count += 1
        line = f"{self.name} {self.count}\n"
        self.mine[path].append(line)
        self.note("in", line.strip())
        return line

    def commit(self, patience: int) -> bool:
        """Commit what it can; false if it was refused to the end."""
        for _ in range(patience):
            done = self.claude.repository.coordgit("commit", "-m", f"work of {self.name}", **self.claude.env)
            if done.ok:
                self.note("commit")
                return True
            if "is recorded as this session's" in done.err:
                return True
            stale = re.findall(r"^  CG\d+ ([^ :]+)", done.err, re.M)
            self.note("stale" if stale else "refused", "" if stale else done.err.replace("\n", " | "))
            if not stale:
                time.sleep(self.random.random())
            for path in dict.fromkeys(stale):
                self.claude.reads(path)
            for conflict in re.findall(r"coordgit ack (v\d+(?:#\d+)?) ", done.err):  # two have read each other's edits
                self.claude.repository.coordgit("ack", conflict, "--why", "the lines are apart", **self.claude.env)
        return False


def work(worker: Worker, commits: int) -> None:
    made = 0
    while made < commits:
        for _ in range(worker.random.randint(1, 3)):
            worker.edit()
        made += worker.commit(5)


def counted(repository: Repository, logs: list[Path]) -> list[str]:
    """What is wrong, from outside."""
    wrong = []
    there: Counter[str] = Counter()
    for path in FILES:
        there.update(repository.run(["git", "show", f"HEAD:{path}"]).out.splitlines())
    wanted: set[str] = set()
    for log in logs:
        for word, _, text in (line.partition(" ") for line in log.read_text().splitlines()):
            if word == "in":
                wanted.add(text)
            elif word == "out":
                wanted.discard(text)
    wrong += [f"lost: {line}" for line in sorted(wanted - there.keys())]
    wrong += [f"came back: {line}" for line in sorted(there.keys() - wanted - {"base"})]
    wrong += [f"twice: {line}" for line, count in there.items() if count > 1 and line != "base"]
    author = ""
    for line in repository.git("log", "--format=by %s", "-p", "-U0", "--no-renames").splitlines():
        if line.startswith("by "):
            author = line.split()[-1]
        elif (
            line.startswith(("+", "-"))
            and line[:3] not in ("+++", "---")
            and line[1:] != "base"
            and line[1:].split()[0] != author
        ):
            wrong.append(f"{author} committed another's: {line}")
    if left := repository.git("status", "--porcelain"):
        wrong.append(f"not committed: {left}")
    return wrong


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--commits", type=int, default=2000, help="how many commits all make together")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", default="", help="where to copy everything if something is wrong")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="soak-", dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None) as folder:
        repository = Repository(Path(folder))
        repository.commit_files(dict.fromkeys(FILES[:-1], "base\n"), "base")
        workers = [Worker(repository, name, given.seed, Path(folder) / f"{name}.log") for name in NAMES]
        began = time.monotonic()
        context = multiprocessing.get_context("fork")
        processes = [context.Process(target=work, args=(worker, -(-given.commits // len(NAMES)))) for worker in workers]
        for process in processes:
            process.start()
        for process in processes:
            process.join()
        failed = [process.exitcode for process in processes if process.exitcode]
        left = set(NAMES)
        for _ in NAMES:  # one may have to wait for another
            left -= {worker.name for worker in workers if worker.name in left and worker.commit(5)}
        logs = [worker.log for worker in workers]
        wrong = [*(f"a session ended with {code}" for code in failed), *counted(repository, logs)]
        took = time.monotonic() - began
        words = Counter(line.split()[0] for log in logs for line in log.read_text().splitlines())
        print(
            f"{words['commit']} commits in {took:.0f} s, {words['in']} lines written, {words['out']} taken out;"
            f" {words['stale']} rejections, {words['refused']} refusals; {len(wrong)} lines wrong"
        )
        refusals = Counter(
            re.sub(r"\d+", "N", line) for log in logs for line in log.read_text().splitlines() if "refused " in line
        )
        for line, count in refusals.most_common(5):
            print(f"  {count} times {line[:300]}")
        for line in wrong[:40]:
            print(f"  {line}")
        notes = repository.top / ".git/coordgit/log"
        print(f"  the store's log: {notes.read_text()[-2000:]}" if wrong and notes.exists() else "", end="")
        if wrong and given.keep:
            shutil.copytree(folder, given.keep, symlinks=True)
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
