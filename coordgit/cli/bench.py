"""``coordgit bench``: measure coordgit on this machine, which takes minutes."""

import os

import click

from coordgit.bench.cost import run, tables
from coordgit.cli.context import display, progress, say
from coordgit.cli.options import json_option


@click.command()
@click.option("--quick", is_flag=True, help="Fewer rounds and smaller sizes: about two minutes.")
@click.option("--only", type=click.Choice(run.PARTS), help="Measure only this part.")
@click.option("--team", default="", metavar="URL", help="Measure a team's store too, on this PostgreSQL server.")
@click.option("--svg", "folder", metavar="FOLDER", help="Write plots of how cost grows into FOLDER.")
@json_option
def bench(*, quick: bool, only: str | None, team: str, folder: str | None, as_json: bool) -> int:
    """Measure what commits and hook calls cost on this machine.

    Times whole processes in scratch repositories, in turn: a plain commit, a guarded one, one under pre-commit, a client's hook
    call, a bare interpreter. Then how the cost of a guarded commit grows. Compare ratios within one run, not milliseconds.
    """
    report = run.measure((run.QUICK if quick else run.BenchPlan())._replace(team=team), only or "", _progress)
    progress("")
    if folder:
        os.makedirs(folder, exist_ok=True)
        for name, drawn in run.drawings(report).items():
            with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                file.write(drawn)
            say(f"wrote {os.path.join(folder, name)}", err=True)
    display(as_json, tables.document(report), [tables.text(report)])
    return 0


def _progress(text: str) -> None:
    """Show progress; in a file or a pipe, only the first line of each part."""
    progress(text, "" if ": round " in text else text)
