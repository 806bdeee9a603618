"""Each import contract of pyproject.toml can fail: one forbidden import is planted in a copy of the
import graph, and the contract is seen to break."""

from __future__ import annotations

import functools
import shutil
import subprocess
import sys
import tomllib
from copy import deepcopy
from pathlib import Path
from typing import Any

import grimp
import pytest
from importlinter.application.use_cases import (
    _register_contract_types,
    read_user_options,
)
from importlinter.configuration import configure
from importlinter.domain.contract import Contract, registry

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
OPTIONS = PROJECT["tool"]["importlinter"]
CONTRACTS: dict[str, dict[str, Any]] = {each["id"]: each for each in OPTIONS["contracts"]}

PLANTS = {
    "rooms": ("bot.services.team", "bot.worker"),
    "front-door": ("bot.dispatch", "bot.wiring"),
    "chores": ("bot.wiring", "bot.chores"),
    "plugged-in": ("bot.worker", "adapters.pixels"),
    "adapters-know": ("adapters.web.answers", "bot.views.words"),
    "adapters-apart": ("adapters.web.routes", "adapters.files"),
    "vendors-apart": ("adapters.models.sketching.draw", "adapters.models.sketch"),
    "commands-know": ("commands.brief", "bot.store.versions"),
    "commands-apart": ("commands.edit", "commands.brief"),
    "sdks": ("bot.worker", "aiohttp"),
    "pixels": ("bot.pictures", "PIL"),
    "drivers": ("bot.services.office", "aiosqlite"),
    "pydantic": ("bot.domain.brief", "pydantic"),
    "store-knows": ("bot.store.posts", "bot.cards"),
    "services-know": ("bot.services.team", "bot.cards"),
    "views-know": ("bot.views.words", "bot.store.people"),
    "pure": ("bot.imaging.fitting", "bot.ports"),
    "pictures-know": ("bot.pictures", "bot.store.posts"),
    "domain": ("bot.domain.voting", "sqlite3"),
}
"""contract -> (importer, imported): an import that only this rule, or this rule first, forbids."""


@functools.cache
def graph() -> grimp.ImportGraph:
    return grimp.build_graph(
        *OPTIONS["root_packages"], include_external_packages=True, cache_dir=None
    )


@functools.cache
def contract(name: str) -> Contract:
    configure()
    options = read_user_options(str(ROOT / "pyproject.toml"))
    _register_contract_types(options)
    mine = next(each for each in options.contracts_options if each["id"] == name)
    made = registry.get_contract_class(mine["type"])
    return made(name=mine["name"], session_options=options.session_options, contract_options=mine)


def kept(name: str, tree: grimp.ImportGraph) -> bool:
    # A check takes ignored imports out of the graph it is given.
    return contract(name).check(graph=deepcopy(tree), verbose=False).kept


def test_every_contract_has_its_plant() -> None:
    assert list(PLANTS) == list(CONTRACTS)


@pytest.mark.parametrize("name", PLANTS)
def test_a_forbidden_import_breaks_its_contract(name: str) -> None:
    importer, imported = PLANTS[name]
    tree = deepcopy(graph())
    assert kept(name, tree)
    assert importer in tree.modules
    if imported not in tree.modules:
        tree.add_module(imported, is_squashed=True)
    assert not tree.direct_import_exists(importer=importer, imported=imported)
    tree.add_import(importer=importer, imported=imported, line_number=1, line_contents="planted")

    assert not kept(name, tree)


@pytest.mark.parametrize(
    ("name", "module"), [("rooms", "bot.attic"), ("vendors-apart", "adapters.models.nobody")]
)
def test_a_module_that_nobody_placed_breaks_the_layers(name: str, module: str) -> None:
    tree = deepcopy(graph())
    tree.add_module(module)

    assert not kept(name, tree)


def rooms() -> set[str]:
    return set(graph().find_children("bot"))


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        ("adapters-know", {"desk", "ports", "events", "cards", "forms", "imaging", "domain", "errors"}),
        ("commands-know", {"command", "answering", "services", "views", "pictures", "forms",
                           "events", "cards", "desk", "ports", "domain", "catalogue", "errors"}),
    ],
)  # fmt: skip
def test_a_new_room_is_closed_to_adapters_and_commands_until_somebody_opens_it(
    name: str, allowed: set[str]
) -> None:
    forbidden = {each for each in CONTRACTS[name]["forbidden_modules"] if each.startswith("bot.")}

    assert rooms() - forbidden == {f"bot.{each}" for each in allowed}


@pytest.mark.parametrize(
    ("name", "open_to"),
    [
        ("pixels", {"imaging"}),
        ("drivers", {"store"}),
        ("pydantic", {"catalogue", "command", "forms", "reading_events", "settings"}),
    ],
)
def test_a_library_is_closed_to_every_room_but_its_own(name: str, open_to: set[str]) -> None:
    closed = {each for each in CONTRACTS[name]["source_modules"] if each.startswith("bot.")}

    assert rooms() - closed == {f"bot.{each}" for each in open_to}


def test_the_command_line_tool_fails_with_the_contract(tmp_path: Path) -> None:
    """End to end once: a planted line in a copy of the tree, and the exit code that make test reads."""
    for room in OPTIONS["root_packages"]:
        shutil.copytree(
            ROOT / room, tmp_path / room,
            ignore=lambda folder, names: [n for n in names if (Path(folder) / n).is_file() and not n.endswith(".py")],
        )  # fmt: skip
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    code = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    command = [sys.executable, "-c", code, "--no-logo", "--no-cache"]
    good = subprocess.run(command, cwd=tmp_path, check=False, capture_output=True, text=True)
    with (tmp_path / "commands/help.py").open("a", encoding="utf-8") as file:
        file.write("\nimport commands.brief\n")
    bad = subprocess.run(command, cwd=tmp_path, check=False, capture_output=True, text=True)

    assert good.returncode == 0, good.stdout
    assert bad.returncode == 1
    assert "Commands never import each other BROKEN" in bad.stdout
