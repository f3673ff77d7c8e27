"""Mutants of what clients show and hide: which answers their models are given, and whose shell they run."""

from tests.mutants.mutant import part

HOOK = "coordgit/cli/hook.py"
EVERY = ("tests/walks/every_client_test.py",)

clients = part("clients")

OF_CLIENTS = (
    clients(
        "what no model is shown counts as told",
        "coordgit/client_events/handle.py",
        "    if event.deaf:  # whatever else there is to say waits for an answer that is heard\n",
        "    if False:\n",
        *EVERY,
    ),
    clients(
        "that a model was asked again does not show that it has seen the answers",
        "coordgit/client_events/record_event.py",
        "    seals = event.name in SEALS or event.asked\n",
        "    seals = event.name in SEALS\n",
        *EVERY,
    ),
    clients(
        "a call that has no id, made again, is the same call",
        "coordgit/client_events/record_event.py",
        ' if event.named or not event.call else f"{event.call} answered"\n',
        "\n",
        "tests/clients/copilot_test.py",
    ),
    clients(
        "commands are changed in repositories that nobody has set up",
        HOOK,
        "parsed._replace(instead=None)",
        "parsed",
        "tests/clients/copilot_test.py",
    ),
    clients(
        "git runs no hooks in Gemini CLI's shell",
        "coordgit/clients/gemini.py",
        "!= core.hooksPath ]",
        "!= core.nothing ]",
        "tests/clients/gemini_test.py",
    ),
    clients(
        "only commands that name git are told whose they are",
        "coordgit/clients/tools.py",
        "if before and (understood.unknown or ",
        "if before and (",
        "tests/clients/gemini_test.py",
    ),
    clients(
        "what a call touches in another repository is recorded nowhere",
        HOOK,
        "for other in _elsewhere(parsed, nearest):",
        "for other in ():",
        "tests/walks/submodules_test.py",
    ),
)
