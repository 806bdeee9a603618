"""The house rules, read from the tree itself. Each rule is a function from text to what it found, and
each is shown able to find something."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.house.tree import ROOT, Module, files, modules, texts
from tests.views.test_every_card import NEVER

pytestmark = pytest.mark.xdist_group("house")
"""One process reads the tree, once."""

MODULE_MAX = 400
"""Lines: a module that passes this twice means the design is wrong, not the limit."""
FUNCTION_MAX = 60
SENTENCE_FROM = 5
"""Lines from which a module owes a sentence on what it is."""
SAYS_NOTHING = {"utils", "util", "helpers", "helper", "base", "manager", "common", "misc"}
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK|NotImplementedError)\b")
LIMIT = re.compile(r"MAX|MIN\b|MIN_|_CAP|LIMIT|TRIES|KEPT|_S$|_DAYS$")
DRAWING = "adapters/models/sketching/"
"""Proportions of a drawing are not limits: a reason for each would say "looks right"."""

Rule = Callable[[Module], Iterator[str]]


def too_long(module: Module) -> Iterator[str]:
    if len(module.lines) > MODULE_MAX:
        yield f"{len(module.lines)} lines, at most {MODULE_MAX}"
    for node in module.functions():
        length = (node.end_lineno or node.lineno) - node.lineno + 1
        if length > FUNCTION_MAX:
            yield f"{node.name}: {length} lines, at most {FUNCTION_MAX}"


def says_what_it_is(module: Module) -> Iterator[str]:
    if len(module.lines) > SENTENCE_FROM and not ast.get_docstring(module.tree):
        yield "opens without a sentence"


def has_a_name(module: Module) -> Iterator[str]:
    if Path(module.name).stem in SAYS_NOTHING:
        yield "the name says nothing"


def is_finished(module: Module) -> Iterator[str]:
    for number, line in enumerate(module.lines, 1):
        if UNFINISHED.search(line):
            yield f"line {number}: {line.strip()}"


def hides_nothing(module: Module) -> Iterator[str]:
    """An exception from a rule names the rule: noqa and type: ignore with their codes."""
    for number, line in enumerate(module.lines, 1):
        if re.search(r"# noqa(?!: [A-Z])|# type: ignore(?!\[)|# (ruff|flake8): noqa|# mypy:", line):
            yield f"line {number}: {line.strip()}"


def keeps_any_outside(module: Module) -> Iterator[str]:
    if not module.name.startswith("adapters/") and re.search(r"dict\[str, Any\]", module.text):
        yield "dict[str, Any] outside adapters"


def is_a_number(node: ast.expr | None) -> bool:
    match node:
        case ast.Constant(value=value):
            return isinstance(value, int | float) and not isinstance(value, bool)
        case ast.BinOp(left=left, right=right):
            return is_a_number(left) and is_a_number(right)
        case _:
            return False


def limits_have_reasons(module: Module) -> Iterator[str]:
    """A named limit has a sentence below it (or below the numbers that follow it), or a comment
    beside or above it."""
    if module.name.startswith(DRAWING):
        return
    lines, said = module.lines, False
    for node in reversed(module.tree.body):
        if not isinstance(node, ast.Assign) or not is_a_number(node.value):
            said = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
            continue
        target = node.targets[0]
        beside = "#" in lines[node.lineno - 1] or lines[node.lineno - 2].startswith("#")
        if isinstance(target, ast.Name) and LIMIT.search(target.id) and not (said or beside):
            yield f"line {node.lineno}: {target.id} without its reason"


RULES: dict[Rule, str] = {
    too_long: "def f():\n" + "    pass\n" * FUNCTION_MAX,
    says_what_it_is: "import ast\n" * (SENTENCE_FROM + 1),
    is_finished: "x = 1  # TODO later\n",
    hides_nothing: "x = y  # type: ignore\n",
    keeps_any_outside: "x: dict[str, Any]\n",
    limits_have_reasons: "\nUPLOAD_MAX = 10 * 1024\n",
}
"""Each rule with a text that breaks it."""


@pytest.mark.parametrize("rule", [*RULES, has_a_name], ids=lambda rule: rule.__name__)
def test_every_module_keeps_the_rule(rule: Rule) -> None:
    found = [f"{module.name}: {what}" for module in modules() for what in rule(module)]

    assert found == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_rule_can_find_something(rule: Rule) -> None:
    broken = RULES[rule]

    assert list(rule(Module("bot/planted.py", broken, ast.parse(broken))))


def test_a_module_without_a_name_is_found() -> None:
    assert list(has_a_name(Module("bot/utils.py", "", ast.parse(""))))


@pytest.mark.parametrize("rule", [says_what_it_is, is_finished, hides_nothing])
def test_tests_keep_the_rules_that_are_about_reading(rule: Rule) -> None:
    tests = [m for m in modules("tests", "docs") if m.name != "tests/test_house_rules.py"]

    assert [f"{module.name}: {what}" for module in tests for what in rule(module)] == []


def test_tests_use_no_mocks_and_names_that_are_sentences() -> None:
    short = re.compile(r"^\s*(?:async )?def (test_[a-z0-9]+)\(", re.MULTILINE)
    for module in modules("tests"):
        assert "mock" not in imported(module), module.name
        assert "unittest" not in imported(module), module.name
        assert short.findall(module.text) == [], module.name


# --- the standard library alone ----------------------------------------------------------------------


def imported(module: Module) -> set[str]:
    found = set()
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            found |= {name.name.split(".")[0] for name in node.names}
        if isinstance(node, ast.ImportFrom):
            found.add((node.module or "").split(".")[0])
    return found


def test_domain_and_errors_stand_on_the_standard_library() -> None:
    core = [m for m in modules("bot") if m.name.startswith("bot/domain/")]
    core += [m for m in modules("bot") if m.name == "bot/errors.py"]
    for module in core:
        assert imported(module) - sys.stdlib_module_names - {"bot"} == set(), module.name


def test_the_domain_never_waits() -> None:
    for module in modules("bot"):
        if module.name.startswith("bot/domain/"):
            waits = [
                n for n in ast.walk(module.tree) if isinstance(n, ast.AsyncFunctionDef | ast.Await)
            ]
            assert waits == [], module.name


# --- every file --------------------------------------------------------------------------------------

HOSTS = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("npmjs", "com"),
        ("yarnpkg", "com"), ("golang", "org"), ("crates", "io"), ("docker", "io"), ("ghcr", "io"),
        ("rubygems", "org"), ("quay", "io"), ("deb.debian", "org"),
    )
]  # fmt: skip
PERSONAL = re.compile(r"/(?:home|Users)/[A-Za-z][\w.-]*/")


def names_a_registry(text: str) -> bool:
    return any(host in text for host in HOSTS)


def names_a_place(text: str, root: str = str(ROOT)) -> bool:
    # A checkout right below / has a name too short to be telling.
    return bool(PERSONAL.search(text)) or (root.count("/") > 1 and root in text)


def test_no_file_names_a_package_registry_or_a_place_on_somebody_s_computer() -> None:
    for name, text in texts():
        assert not names_a_registry(text), name
        assert not names_a_place(text), name


def test_the_search_for_places_can_find_something() -> None:
    assert names_a_registry(f"index-url = https://{HOSTS[0]}/simple")
    assert names_a_place(f"/{'home'}/ann/artdesk")
    assert names_a_place("see /opt/x/artdesk/bot", root="/opt/x/artdesk")
    assert not names_a_place("docs/home/page and /data/artdesk.db")


def test_no_file_is_a_secret_or_a_database() -> None:
    kinds = {".env", ".db", ".sqlite", ".pem", ".key", ".p12"}
    found = [path.name for path in files() if path.suffix in kinds or path.name == ".env"]

    assert found == []


def test_every_word_of_the_page_itself_is_a_word_for_people() -> None:
    """words.js holds what the page says by itself; its keys are code, its values are read."""
    text = (ROOT / "adapters/web/static/js/words.js").read_text(encoding="utf-8")
    said = re.findall(r'"((?:[^"\\]|\\.)*)"|`([^`]*)`', text)
    values = [one or re.sub(r"\$\{[^}]*\}", "", other) for one, other in said]

    assert len(values) > 40
    assert [value for value in values if NEVER.search(value)] == []


# --- what is locked ----------------------------------------------------------------------------------

PINNED = re.compile(r"^([a-z0-9._-]+)(?:\[[a-z0-9,._-]+\])?==\S+((?: ; [^\\]+)?) \\$")


def unlocked(text: str) -> list[str]:
    """Requirements of a lock that have no hash, and lines that say where to get them."""
    found, name, hashes = [], "", 0
    for line in [*text.splitlines(), "end==0 \\"]:
        if re.search(r"https?://|index-url|find-links", line):
            found.append(line)
        if line.startswith("    --hash=sha256:"):
            hashes += 1
            continue
        if name and not hashes:
            found.append(name)
        name, hashes = line, 0
        if not PINNED.match(line):
            found.append(line)
    return found


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_has_exact_versions_with_hashes_and_no_addresses(lock: str) -> None:
    assert unlocked((ROOT / lock).read_text(encoding="utf-8")) == []


def test_a_lock_without_a_hash_is_found() -> None:
    assert unlocked("aiohttp==3.1.0 \\\n") == ["aiohttp==3.1.0 \\"]
    assert unlocked("aiohttp>=3.1.0 \\\n    --hash=sha256:00\n") == ["aiohttp>=3.1.0 \\"]


def test_every_dependency_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    names = re.compile(r"^[A-Za-z0-9_.-]+")
    wanted = {
        "requirements.lock": project["project"]["dependencies"],
        "requirements-dev.lock": project["dependency-groups"]["dev"],
    }
    for lock, lines in wanted.items():
        locked = set(
            re.findall(
                r"^([a-z0-9._-]+)(?:\[\S+\])?==",
                (ROOT / lock).read_text(encoding="utf-8"),
                re.MULTILINE,
            )
        )
        named = [found[0].lower() for line in lines if (found := names.match(line))]
        assert {re.sub(r"[._]+", "-", name) for name in named} <= locked, lock
