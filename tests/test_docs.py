"""What is written for people keeps up with what is there."""

import re
from pathlib import Path

import pytest
import typer
from pydantic_settings import BaseSettings

from bot.settings import Settings
from scripts.cli import app

README = Path("README.md").read_text(encoding="utf-8")
EXAMPLE = Path(".env.example").read_text(encoding="utf-8")
VARIABLES = {str(field.alias): field for field in Settings.model_fields.values()}


def example_values() -> dict[str, str]:
    return dict(re.findall(r"^#?([A-Z_]+)=(.*)$", EXAMPLE, re.MULTILINE))


def test_the_example_names_every_setting_and_no_other():
    assert issubclass(Settings, BaseSettings)
    assert set(example_values()) == set(VARIABLES)


@pytest.mark.parametrize("name", sorted(VARIABLES))
def test_the_example_shows_the_default(name):
    default = VARIABLES[name].default

    assert example_values()[name] == ("" if default is None else str(default))


@pytest.mark.parametrize("name", sorted(VARIABLES))
def test_the_readme_explains_every_setting(name):
    row = re.search(rf"^\| `{name}` \| (.*?) \| (.+?) \|$", README, re.MULTILINE)

    assert row, f"README.md lacks a row for {name}"
    default = VARIABLES[name].default
    assert row[1].strip("`") == ("" if default is None else str(default))


def test_the_readme_lists_every_command():
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]

    assert [name for name in commands if f"`advisor {name}" not in README] == []


def test_every_command_and_option_says_what_it_does():
    def walk(command, path):
        yield command, path
        for name, child in getattr(command, "commands", {}).items():
            yield from walk(child, f"{path} {name}")

    silent = []
    for command, path in walk(typer.main.get_command(app), "advisor"):
        if not (command.help or "").strip():
            silent.append(path)
        silent += [
            f"{path} {option.opts[0]}"
            for option in command.params
            if option.opts[0].startswith("--") and not getattr(option, "help", None)
        ]
    assert silent == []


def test_the_architecture_page_names_every_part():
    page = Path("ARCHITECTURE.md").read_text(encoding="utf-8")
    folders = [
        path
        for top in ("bot", "knowledge")
        for path in Path(top).iterdir()
        if path.is_dir() and (path / "__init__.py").exists()
    ]

    assert [str(path) for path in folders if f"`{path}/`" not in page] == []


@pytest.mark.parametrize("page", ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"])
def test_links_between_our_pages_lead_somewhere(page):
    text = Path(page).read_text(encoding="utf-8")
    targets = re.findall(r"\]\((?!https?:|#)([^)#]+)", text)

    assert [target for target in targets if not Path(target).exists()] == []
