"""Single things of the log: what was saved, an entry, an alliance, a team, help."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.logbook.kinds import KINDS, is_open
from bot.logbook.model import Entry, Kind
from bot.logbook.usage import COMMAND, USAGES
from bot.slack.blocks.elements import Block, actions, button, contexts, header, section, sections
from bot.slack.blocks.logbook_lists import (
    DONE,
    NEW_ENTRY,
    RUN,
    alliance_line,
    row_block,
)
from bot.slack.blocks.logbook_words import (
    NAME_SHOWN,
    alliance_name,
    day,
    facts,
    person,
    said,
    said_lines,
    value,
)
from bot.slack.text import VALUE_LIMIT, link

if TYPE_CHECKING:
    from datetime import date

    from bot.logbook.model import Alliance, Change, Operation, Team
    from bot.logbook.replies import (
        AllianceCard,
        AllianceSaved,
        Choice,
        EntryCard,
        HelpText,
        Saved,
        TeamCard,
        Undone,
        WhichTeam,
    )

UNDO = "log_undo"
EDIT = "log_edit"
EDIT_ALLIANCE = "log_edit_alliance"
REPLACE = "log_replace"
DELETE = "log_delete"
NEW_ALLIANCE = "log_new_alliance"
MOST_HISTORY = 8
MOST_TEAMS = 40


def saved_blocks(reply: Saved, team: Team, today: date) -> list[Block]:
    """Say what was written, with the way back."""
    entry = reply.entry
    where = f"{entry.kind} · {alliance_name(reply.alliance)}"
    quiet = facts(entry, today, names_kind=False)
    text = f"*{reply.verb} #{entry.number}* {where}\n{said(entry.summary)}\n{quiet}".rstrip()
    blocks = [*sections(text), *_remarks(reply.remarks)]
    buttons = [button("Undo", UNDO, value(team, operation=reply.operation))]
    if entry.removed is None:
        buttons.append(_edit_button(entry, team))
    if is_open(entry) and reply.verb != "Done":
        buttons.append(button("Done", DONE, value(team, number=entry.number)))
    return [*blocks, actions(buttons)]


def alliance_saved_blocks(reply: AllianceSaved, team: Team) -> list[Block]:
    """Say what was written of an alliance, with the way back and on."""
    alliance = reply.alliance
    text = f"*{reply.verb}* {alliance_name(alliance)} · {alliance.stage}"
    buttons = [button("Undo", UNDO, value(team, operation=reply.operation))]
    if alliance.removed is None:
        buttons += [
            button("Edit", EDIT_ALLIANCE, value(team, alliance=alliance.id)),
            button("New entry", NEW_ENTRY, value(team, alliance=alliance.id)),
        ]
    return [section(text), *_remarks(reply.remarks), actions(buttons)]


def undone_blocks(reply: Undone) -> list[Block]:
    """Say what stands now."""
    return [section(f"*Undone.* {' '.join(said(line) for line in reply.lines)}")]


def entry_blocks(reply: EntryCard, team: Team) -> list[Block]:
    """Draw one entry with its fields and its history."""
    entry, today = reply.row.entry, reply.today
    title = f"#{entry.number} {entry.kind} · {reply.row.alliance.name}"
    blocks = [
        header(title),
        *sections(f"{said_lines(entry.summary)}\n{facts(entry, today, names_kind=False)}".rstrip()),
    ]
    if entry.details:
        blocks += sections(said_lines(entry.details))
    own = [f"*{field.label}* {said(entry.fields[field.name], 300)}"
           for field in KINDS[entry.kind].fields if entry.fields.get(field.name)]  # fmt: skip
    if own:
        blocks += sections("\n".join(own))
    links = [
        f"replaces #{entry.replaces}" if entry.replaces else "",
        f"replaced by #{reply.replaced_by}" if reply.replaced_by else "",
        link(entry.permalink, "the Slack message") if entry.permalink else "",
    ]
    if any(links):
        blocks += contexts(" · ".join(part for part in links if part))
    blocks += contexts("\n".join(_history(reply.history, today)))
    buttons = [_edit_button(entry, team)]
    if is_open(entry):
        buttons.insert(0, button("Done", DONE, value(team, number=entry.number)))
    buttons.append(button("Delete", DELETE, value(team, number=entry.number)))
    return [*blocks, actions(buttons)]


def alliance_blocks(reply: AllianceCard, team: Team) -> list[Block]:
    """Draw one alliance with what is due and what came last."""
    alliance, today = reply.line.alliance, reply.today
    blocks = [header(alliance.name), *sections(alliance_line(reply.line, today))]
    if lines := _header_lines(alliance, today):
        blocks += sections("\n".join(lines))
    for title, rows in (("Due next", reply.due), ("Latest", reply.latest)):
        if rows:
            blocks.append(section(f"*{title}*"))
            blocks += [row_block(row, team, today, names_alliance=False) for row in rows]
    if not reply.latest:
        name = said(alliance.name, NAME_SHOWN)
        blocks += sections(f"No entries yet: `{COMMAND} log {name} decision: …`")
    buttons = [
        button("New entry", NEW_ENTRY, value(team, alliance=alliance.id)),
        button("Edit", EDIT_ALLIANCE, value(team, alliance=alliance.id)),
        button("Brief", RUN, value(team, text=f"brief {alliance.name}")),
    ]
    return [*blocks, actions(buttons)]


def choice_blocks(reply: Choice, team: Team) -> list[Block]:
    """Ask which entry is meant."""
    rows = [row_block(row, team, reply.today) for row in reply.rows]
    return [*sections(said(reply.question)), *rows]


def which_team_blocks(reply: WhichTeam) -> list[Block]:
    """Ask which team is meant; a button does there what was typed."""
    blocks = sections("You are in several teams. Whose log do you mean?")
    for team in reply.teams[:MOST_TEAMS]:
        line = section(team_line(team))
        typed = value(team, text=reply.line)
        if len(typed) <= VALUE_LIMIT:
            line["accessory"] = button("This one", RUN, typed, says=f"In {team.name}")
        blocks.append(line)
    return [*blocks, *contexts(f"Or say so: `{COMMAND} team:{said(reply.teams[0].name)} …`")]


def team_line(team: Team) -> str:
    """Name a team and its channels."""
    channels = ", ".join(f"<#{channel}>" for channel in team.channels)
    return f"Team *{said(team.name, NAME_SHOWN)}* · {channels}"


def team_blocks(reply: TeamCard, team: Team) -> list[Block]:
    """Draw whose log this is."""
    channels = ", ".join(f"<#{channel}>" for channel in team.channels)
    held = f"{reply.alliances} alliances, {reply.entries} entries that can be seen here"
    digest, reminders = ("on" if is_on else "off" for is_on in (team.digest, team.reminders))
    lines = [
        f"People in {channels} share this log: {held}.",
        f"Time zone {said(team.zone)} · weekly digest {digest} · reminders {reminders}",
    ]
    blocks = [header(f"Team {team.name}")]
    if reply.remark:
        blocks += sections(said(reply.remark))
    usage = USAGES["team"].line.partition(" ")[2].strip("[]")
    return [*blocks, *sections("\n".join(lines)), *contexts(f"`{COMMAND} team` {usage}")]


def help_blocks(reply: HelpText) -> list[Block]:
    """Teach one subcommand, or all."""
    if reply.topic in USAGES:
        usage = USAGES[reply.topic]
        text = f"`{COMMAND} {usage.line}`\n{usage.does}\nFor example: `{COMMAND} {usage.example}`"
        return sections(text)
    lines = [f"`{name}`  {usage.does}" for name, usage in USAGES.items()]
    examples = (
        "log Acme decision: pilot moves to Q1, owner @priya",
        "log Acme risk: sponsor leaves in Jan, likely, high",
        "what do they owe us",
        "brief Acme",
    )
    shown = "\n".join(f"`{COMMAND} {example}`" for example in examples)
    return [
        header("Your team's alliance log"),
        *sections("\n".join(lines)),
        *sections(f"*For example*\n{shown}"),
        *contexts(
            "Whoever is in this channel may read and write its log; nobody else can. "
            f"`{COMMAND} help log` tells more about one subcommand."
        ),
    ]


def _edit_button(entry: Entry, team: Team) -> Block:
    if entry.kind is Kind.DECISION:
        return button("Replace", REPLACE, value(team, number=entry.number))
    return button("Edit", EDIT, value(team, number=entry.number))


def _remarks(remarks: tuple[str, ...]) -> list[Block]:
    shown = (said(r, 400).replace("\N{MODIFIER LETTER GRAVE ACCENT}", "`") for r in remarks)
    return [block for remark in shown for block in contexts(remark)]


def _header_lines(alliance: Alliance, today: date) -> list[str]:
    facts_of = (
        ("Purpose", said(alliance.purpose, 500)),
        ("Form", said(alliance.form)),
        ("Type", said(alliance.type)),
        ("Our owner", person(alliance.owner)),
        ("Our sponsor", person(alliance.sponsor)),
        ("Counterpart", person(alliance.counterpart)),
        ("Their sponsor", person(alliance.partner_sponsor)),
        ("Started", day(alliance.started_on, today) if alliance.started_on else ""),
        ("Next review", day(alliance.next_review_on, today) if alliance.next_review_on else ""),
        ("Notice or renewal", day(alliance.notice_on, today) if alliance.notice_on else ""),
        ("Charter", link(alliance.charter, "open") if alliance.charter else ""),
        ("Seen by", "outsiders too" if alliance.audience.value == "shared" else ""),
    )
    return [f"*{name}* {text}" for name, text in facts_of if text]


def _history(operations: tuple[Operation, ...], today: date) -> list[str]:
    lines = []
    for operation in operations[:MOST_HISTORY]:
        what = "; ".join(_changed(change) for change in operation.changes)
        when = f"{day(operation.at.date(), today)} {operation.at:%H:%M}"
        lines.append(f"{when} · <@{operation.who}> · {operation.action}{what}")
    if len(operations) > MOST_HISTORY:
        lines.append(f"and {len(operations) - MOST_HISTORY} earlier changes")
    return lines


def _changed(change: Change) -> str:
    """Say which parts changed, with their values before and after."""
    if not isinstance(change.before, Entry) or not isinstance(change.after, Entry):
        return ""
    quiet = {"version", "created_at", "created_by", "fields", "removed"}
    before, after = change.before, change.after
    parts = [
        f"{name.removesuffix('_on')}: {_shown(getattr(before, name))} → "
        f"{_shown(getattr(after, name))}"
        for name in Entry.__dataclass_fields__
        if name not in quiet and getattr(before, name) != getattr(after, name)
    ]
    parts += [
        f"{name}: {_shown(before.fields.get(name))} → {_shown(after.fields.get(name))}"
        for name in {**before.fields, **after.fields}
        if before.fields.get(name) != after.fields.get(name)
    ]
    return f" ({'; '.join(parts)})" if parts else ""


def _shown(content: object) -> str:
    return (
        person(content)
        if isinstance(content, str) and content.startswith("<@")
        else (said(str(content), 60) if content not in (None, "") else "nothing")
    )
