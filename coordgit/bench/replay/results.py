"""Results of a replay in a file, a JSON line for each landing, written as it goes: an interrupted replay can go on."""

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict
from typing import Any, TextIO

from coordgit.bench.replay.cases import Case, CaseRead
from coordgit.bench.replay.run import Done, ReplayPlan, ReplayRun, replay
from coordgit.core.model import Conflict


def replay_the_rest(cases: list[Case], plan: ReplayPlan, file: TextIO | None) -> Iterator[Done]:
    """Yield what ``file`` has of the cases, replay the others, and add each to the file at once."""
    if file is None:
        yield from replay(cases, plan)
        return
    file.seek(0)
    text = file.read()
    kept = _kept(text)
    file.write("\n" if text and not text.endswith("\n") else "")  # after a line that was cut off
    for case in cases:
        if raw := kept.get(_key(case, plan)):
            yield Done(case, tuple(_run(_case(raw["case"]), one) for one in raw["runs"]), raw["skipped"])
    for done in replay([case for case in cases if _key(case, plan) not in kept], plan):
        file.write(f"{json.dumps(_line(done, plan))}\n")
        file.flush()
        yield done


def _key(case: Case, plan: ReplayPlan) -> str:
    return json.dumps([case.repository, case.name, plan.readings, "conflicts"])


def _kept(text: str) -> dict[str, dict[str, Any]]:
    """Return what each key came to; a line that is cut off counts as not written."""
    results = {}
    for line in text.splitlines():
        with suppress(ValueError):
            raw = json.loads(line)
            results[raw["of"]] = raw
    return results


def _line(done: Done, plan: ReplayPlan) -> dict[str, Any]:
    runs = [
        {name: value for name, value in vars(run).items() if name != "case"}
        | {"reasons": {level: [reason._asdict() for reason in some] for level, some in run.reasons.items()}}
        for run in done.runs
    ]
    case = asdict(done.runs[0].case) if runs else None
    return {"of": _key(done.case, plan), "skipped": done.skipped, "case": case, "runs": runs}


def _case(raw: dict[str, Any]) -> Case:
    return Case(
        **raw
        | {"seen": tuple(CaseRead(**one) for one in raw["seen"]), "names": tuple(raw["names"]), "users": tuple(raw["users"])}
    )


def _run(case: Case, raw: dict[str, Any]) -> ReplayRun:
    reasons = {level: tuple(Conflict(**one) for one in some) for level, some in raw["reasons"].items()}
    lists = {"recorded": tuple(raw["recorded"]), "wanted": tuple(raw["wanted"])}
    return ReplayRun(case, **raw | lists | {"reasons": reasons})
