"""What a channel's answers come from, as messages and a form."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from bot.advisor.scope import SHIPPED, spoken
from bot.slack.blocks.elements import (
    Message,
    actions,
    button,
    contexts,
    label,
    section,
    sections,
)
from bot.slack.text import OPTION_LIMIT, TITLE_LIMIT, clip, inert_line, one_line

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from bot.slack.blocks.elements import Block
    from bot.store.scopes import Scope

CHOOSE = "scope_choose"
USE_ALL = "scope_all"
FORM = "scope_form"
BLOCK = "scope"
FIELD = "collections"
MOST_OPTIONS = 100
"""Slack takes no more in one menu; the rest is chosen by words."""
NAME_LIMIT = 80

NOTHING = "The library has nothing that may be quoted here."
HOW = (
    "By words: `/advisor sources only A, B`, `add A`, `remove A`, `all`. An administrator names "
    "collections in `sources.toml` or in a document's front matter."
)


def scope_message(
    library: Mapping[str, int], scope: Scope | None, *, may_change: bool, is_shared: bool
) -> Message:
    """Show what the library has and what the channel uses.

    *library* counts the documents that may be quoted in the channel, by collection.
    """
    chosen = scope.collections if scope is not None else None
    uses = _uses(chosen, library if is_shared else None)
    shown = _sorted(library) if is_shared else _order(library, chosen)
    lines = "\n".join(_line(name, library, chosen) for name in shown)
    blocks: list[Block] = [section(f"*{uses}*{_by(scope)}"), *sections(lines or NOTHING)]
    if is_shared:
        blocks += contexts(
            "Outsiders can read this channel: only documents marked *shared* count here."
        )
    if may_change and shown:
        use_all = [button("Use all", USE_ALL, "all")] if chosen is not None else []
        blocks.append(actions([button("Choose …", CHOOSE, "choose"), *use_all]))
        blocks += contexts(HOW)
    return Message(uses, tuple(blocks))


def scope_form(
    library: Mapping[str, int],
    chosen: Collection[str] | None,
    metadata: dict[str, str],
    *,
    is_shared: bool,
) -> dict[str, Any]:
    """Return the form that chooses collections; nothing chosen means all."""
    every = _sorted(library) if is_shared else _order(library, chosen)
    names = every[:MOST_OPTIONS]
    options = {name: _option(name, library) for name in names}
    menu: Block = {
        "type": "multi_static_select",
        "action_id": FIELD,
        "placeholder": label("All collections"),
        "options": list(options.values()),
    }
    initial = [options[name] for name in names if chosen is not None and name in chosen]
    if initial:
        menu["initial_options"] = initial
    return {
        "type": "modal",
        "callback_id": FORM,
        "title": label("Sources here", TITLE_LIMIT),
        "submit": label("Use these", TITLE_LIMIT),
        "close": label("Cancel", TITLE_LIMIT),
        "private_metadata": json.dumps(metadata),
        "blocks": [
            {
                "type": "input",
                "block_id": BLOCK,
                "optional": True,
                "label": label("Collections that answers in this channel come from"),
                "hint": label("Leave it empty to use all, also those that are added later.", 150),
                "element": menu,
            }
        ],
    }


def change_message(
    person: str, chosen: Collection[str] | None, visible: Collection[str] | None
) -> Message:
    """Tell a channel what somebody chose for it; only names in *visible*, unless it is ``None``."""
    if chosen is None:
        text = f"<@{person}> lets my answers here come from the whole library again."
    else:
        text = f"<@{person}> limited my answers here to {names_of(chosen, visible)}."
    plain = "What my answers in this channel come from has changed."
    return Message(plain, (section(f"{text} `/advisor sources` shows and changes it."),))


def limits_line(chosen: Collection[str], *, is_shared: bool) -> str:
    """Say under an answer that not everything was searched."""
    names = names_of(chosen, () if is_shared else None)
    return f"From {names} only, as this channel has it (`/advisor sources`)."


def names_of(chosen: Collection[str], visible: Collection[str] | None = None) -> str:
    """Join collections' names, inert; those that are not *visible* are only counted.

    Outsiders must not learn from a collection's name what is going on inside.
    """
    shown = [name for name in _sorted(chosen) if visible is None or name in visible]
    names = [inert_line(spoken(name), NAME_LIMIT) for name in shown]
    if hidden := len(chosen) - len(shown):
        names.append(f"{hidden} more" if names else "a part of the library")
    return " and ".join([*([", ".join(names[:-1])] if names[1:] else []), names[-1]])


def collection_of(value: str, known: Iterable[str]) -> str | None:
    """Return the collection that an option stands for, if it is still there."""
    return next((name for name in known if _value(name) == value), None)


def _uses(chosen: Collection[str] | None, visible: Collection[str] | None) -> str:
    if chosen is None:
        return "Answers in this channel come from the whole library."
    return f"Answers in this channel come from {names_of(chosen, visible)} only."


def _by(scope: Scope | None) -> str:
    if scope is None:
        return ""
    stamp = int(scope.changed_at.timestamp())
    fallback = f"{scope.changed_at:%d %B %Y, %H:%M} UTC"
    when = f"<!date^{stamp}^{{date_long}}, {{time}}|{fallback}>"
    return f"\n<@{scope.person}> chose that on {when}."


def _line(name: str, library: Mapping[str, int], chosen: Collection[str] | None) -> str:
    shown = inert_line(spoken(name), NAME_LIMIT)
    if name == SHIPPED:
        shown += " (comes with the Advisor)"
    count = library.get(name, 0)
    what = f"{count:,} document{'' if count == 1 else 's'}" if count else "nothing to quote now"
    is_used = chosen is None or name in chosen
    return f"{'☑' if is_used else '☐'} {shown}: {what}"


def _order(library: Mapping[str, int], chosen: Collection[str] | None) -> list[str]:
    return _sorted({*library, *(chosen or ())})


def _sorted(names: Collection[str]) -> list[str]:
    return sorted(names, key=lambda name: (not name, name.casefold()))


def _option(name: str, library: Mapping[str, int]) -> Block:
    count = f" ({library.get(name, 0):,})"
    text = clip(one_line(spoken(name)), OPTION_LIMIT - len(count)) + count
    return {"text": label(text, OPTION_LIMIT), "value": _value(name)}


def _value(name: str) -> str:
    # A name may be longer than a value may be.
    return hashlib.sha256(name.encode()).hexdigest()[:32]
