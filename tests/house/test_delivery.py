"""What is delivered beside the code agrees with it: settings and .env.example, Dockerfile and tree,
compose.yaml and its promises, .ci/run and make test, the README and what it names."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from bot.settings import SECRET_MIN, Settings, read_settings
from tests.house.tree import ROOT, files

SETTING = re.compile(r"^#?(ARTDESK_[A-Z_]+)=(.*)$")


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def example() -> dict[str, str]:
    found = [SETTING.match(line) for line in read(".env.example").splitlines()]
    return {match[1]: match[2] for match in found if match}


def test_env_example_has_every_setting_and_no_other() -> None:
    wanted = [f"ARTDESK_{name.upper()}" for name in Settings.model_fields]

    assert sorted(example()) == sorted(wanted)


def test_env_example_shows_the_defaults_and_a_sentence_each() -> None:
    lines = read(".env.example").splitlines()
    for name, value in example().items():
        field = Settings.model_fields[name.removeprefix("ARTDESK_").lower()]
        default = "" if field.default is None else str(field.default)
        assert value.lower() == default.lower(), name
        above = lines[lines.index(f"#{name}={value}") - 1]
        assert re.fullmatch(r"# [A-Z].{10,}", above), name


def test_env_example_is_readable_as_it_is_and_with_every_line_set() -> None:
    values = {name.removeprefix("ARTDESK_").lower(): value for name, value in example().items()}

    assert read_settings({k: v for k, v in values.items() if v}).port == 8717


def test_the_settings_table_of_the_readme_is_complete() -> None:
    said = set(re.findall(r"^\| `(ARTDESK_[A-Z_]+)`", read("README.md"), re.MULTILINE))

    assert said == set(example())


# --- docker ------------------------------------------------------------------------------------------


def instructions() -> list[tuple[str, str]]:
    """(instruction, arguments), continued lines joined, comments gone."""
    text = re.sub(r"^#.*\n", "", read("Dockerfile"), flags=re.MULTILINE).replace("\\\n", " ")
    return [(line.split()[0], line.split(None, 1)[1]) for line in text.splitlines() if line.strip()]


def test_every_file_that_docker_copies_exists_and_passes_dockerignore() -> None:
    let_in = {line[1:] for line in read(".dockerignore").splitlines() if line.startswith("!")}
    copied = set()
    for instruction, arguments in instructions():
        words = arguments.split()
        if instruction == "COPY" and not words[0].startswith("--from="):
            copied |= set(words[:-1])

    assert copied == let_in
    assert all((ROOT / name).exists() for name in copied)


def test_the_image_holds_every_room_and_every_data_file_of_it() -> None:
    copied = [a.split()[0] for i, a in instructions() if i == "COPY"]

    assert {"bot", "commands", "adapters"} <= set(copied)


def test_the_container_runs_as_nobody_special_with_one_volume_and_a_health_check() -> None:
    said = dict(instructions())
    stages = [a for i, a in instructions() if i == "FROM"]

    assert len(stages) == 2
    assert all("slim" in stage for stage in stages)
    assert said["USER"] not in {"root", "0"}
    assert [a for i, a in instructions() if i == "VOLUME"] == ["/data"]
    assert "/healthz" in said["HEALTHCHECK"]
    last = [i for i, _ in instructions()]
    assert last.index("USER") < last.index("ENTRYPOINT")


def test_the_container_installs_locked_packages_only() -> None:
    pips = [a for i, a in instructions() if i == "RUN" and "pip install" in a]

    assert len(pips) == 1
    assert "--require-hashes" in pips[0]
    assert "requirements.lock" in pips[0]


def test_the_container_s_settings_exist_and_ask_for_a_secret() -> None:
    said = next(a for i, a in instructions() if i == "ENV")
    values = dict(re.findall(r"(ARTDESK_[A-Z_]+)=(\S+)", said))
    fields = {name.removeprefix("ARTDESK_").lower(): value for name, value in values.items()}

    assert set(fields) <= set(Settings.model_fields)
    with pytest.raises(Exception, match="ARTDESK_SECRET"):
        read_settings(fields)
    assert read_settings({**fields, "secret": "x" * SECRET_MIN}).data == Path("/data")


def test_compose_publishes_on_this_computer_alone_and_keeps_one_volume() -> None:
    text = read("compose.yaml")
    ports = re.findall(r'^ +- "([\d.:]+)"$', text, re.MULTILINE)

    assert ports == ["127.0.0.1:8717:8717"]
    assert re.findall(r"^ +- (\w+:/\S+)$", text, re.MULTILINE)[0] == "data:/data"
    assert "${ARTDESK_SECRET:?" in text
    named = set(re.findall(r"^ +(ARTDESK_[A-Z_]+):", text, re.MULTILINE))
    assert named <= set(example())


# --- CI and make -------------------------------------------------------------------------------------


def test_ci_runs_make_test_and_is_executable() -> None:
    script = ROOT / ".ci/run"

    assert script.stat().st_mode & 0o111
    assert read(".ci/run").rstrip().endswith("exec make test")
    assert subprocess.run(["bash", "-n", str(script)], check=False).returncode == 0


def test_make_installs_by_hash_and_names_its_targets() -> None:
    planned = subprocess.run(
        ["make", "--dry-run", "--always-make", "run"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout  # fmt: skip

    assert "--require-hashes -r requirements.lock" in planned
    assert "python -m bot run" in planned
    for name in ("run", "test", "bench", "format", "lock", "clean", "pictures"):
        assert re.search(rf"^{name}:", read("Makefile"), re.MULTILINE), name


# --- documents ---------------------------------------------------------------------------------------

LINK = re.compile(r"\]\((?!https?://|#|mailto:)([^)#\s]+)")


@pytest.mark.parametrize("page", [p for p in files() if p.suffix == ".md"], ids=lambda p: p.name)
def test_every_link_and_file_of_a_document_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    missing = [link for link in LINK.findall(text) if not (page.parent / link).exists()]
    named = re.findall(r"`((?:bot|commands|adapters|tests|docs)/[\w./-]+\.(?:py|toml|md))`", text)
    missing += [name for name in named if "NAME" not in name and not (ROOT / name).exists()]

    assert missing == []


def test_the_changelog_keeps_its_form() -> None:
    text = read("CHANGELOG.md")
    kinds = set(re.findall(r"^### (.+)$", text, re.MULTILINE))

    assert re.search(
        r"^## \[Unreleased\]$|^## \[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d$", text, re.MULTILINE
    )
    assert kinds <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def test_the_version_is_the_same_everywhere() -> None:
    version = re.search(r'^version = "([^"]+)"', read("pyproject.toml"), re.MULTILINE)

    assert version is not None
    assert f"## [{version[1]}]" in read("CHANGELOG.md")


def test_every_font_and_photo_of_others_is_in_the_notices() -> None:
    notices = read("NOTICES.md")
    ours = {path.name for path in (ROOT / "adapters/web/static/starters").iterdir()}

    assert [name for name in ours if name not in notices] == []
    assert "OFL.txt" in notices
    assert "Apache" in notices
    assert "preact" in notices.lower()
