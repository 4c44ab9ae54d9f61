"""The log's desk in Slack: hands replies, forms and files to the one person they are for."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

from bot.errors import UserError
from bot.logbook.replies import (
    AllianceSaved,
    Document,
    NeedsAllianceForm,
    NeedsEntryForm,
    Saved,
    Undone,
)
from bot.slack.blocks.elements import without_charts
from bot.slack.blocks.logbook import reply_messages, text_message
from bot.slack.blocks.logbook_forms import alliance_form, delete_form, entry_form
from bot.slack.patience import RefusedError, briefly

if TYPE_CHECKING:
    from slack_sdk import WebClient

    from bot.logbook.logbook import Logbook
    from bot.logbook.model import Entry
    from bot.logbook.replies import Reply
    from bot.logbook.visit import Visit
    from bot.slack.blocks.elements import Message

logger = logging.getLogger(__name__)

RESPONSE_TIMEOUT = 10
REFUSED_BLOCKS = frozenset({"invalid_blocks", "invalid_blocks_format"})
SENT = "I sent you “{title}” in our direct messages."
NO_FORM = "The form could not be opened in time. Please try again."
NO_FILES = "I may not send files here ({error}). An administrator can export with `advisor log`."


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody is, and how they are answered there.

    ``url`` is the response address of their command or button; without one the answer is an
    ephemeral message in ``channel``, or a direct message.
    """

    channel: str
    person: str
    url: str = ""
    trigger: str = ""

    @property
    def is_direct(self) -> bool:
        """Whether it is a direct message, where no channel says whose log is meant."""
        return self.channel.startswith("D")

    @property
    def is_home(self) -> bool:
        """Whether it is the Home tab, which shows by itself what was saved."""
        return not self.channel


class LogDesk:
    """Delivers what the log answers; everything goes to one person alone."""

    def __init__(self, client: WebClient, logbook: Logbook) -> None:
        self._client = client
        self._logbook = logbook
        self._draws_charts = _is_slack(client.base_url)

    def deliver(
        self, visit: Visit, reply: Reply, place: Place, *, names_team: bool = False
    ) -> None:
        """Open a form, send a file, or show the reply to the person alone."""
        if isinstance(reply, NeedsEntryForm | NeedsAllianceForm):
            self.open_form(visit, reply, place)
        elif place.is_home and isinstance(reply, Saved | AllianceSaved | Undone):
            return
        elif isinstance(reply, Document):
            self.send_file(reply, place.person)
            self.tell(place, SENT.format(title=reply.title))
        else:
            drawn = reply_messages(reply, visit.team, visit.today, names_team=names_team)
            for message in drawn:
                self.show(place, message)

    def tell(self, place: Place, text: str) -> None:
        """Say one thing to the person alone."""
        self.show(place, text_message(text))

    def show(self, place: Place, message: Message) -> None:
        """Show one message to the person alone; a chart only where Slack draws charts."""
        plainer = without_charts(message)
        if plainer.blocks == message.blocks or not self._draws_charts:
            self._show(place, plainer)
            return
        try:
            self._show(place, message)
        except SlackApiError as error:
            if error.response.get("error") not in REFUSED_BLOCKS:
                raise
            logger.info("this Slack draws no charts: %s", error.response.get("error"))
            self._draws_charts = False
            self._show(place, plainer)

    def _show(self, place: Place, message: Message) -> None:
        if place.url and self._respond(place.url, message):
            return
        if place.channel and not place.is_direct:
            briefly(
                self._client.chat_postEphemeral,
                channel=place.channel,
                user=place.person,
                text=message.text,
                blocks=list(message.blocks),
            )
        else:
            self._post(place.person, message)

    def open_form(
        self, visit: Visit, needs: NeedsEntryForm | NeedsAllianceForm, place: Place
    ) -> None:
        """Open the form with what was understood.

        Raises:
            UserError: it is too late for a form, or there is no alliance to write about.
        """
        self._open(place, self._form(visit, needs, place), " ".join(needs.faults.values()))

    def ask_why(self, visit: Visit, entry: Entry, place: Place) -> None:
        """Ask for the reason of a deletion."""
        metadata = {
            "team": visit.team.id,
            "channel": place.channel,
            "url": place.url,
            "number": entry.number,
        }
        self._open(place, delete_form(f"#{entry.number} {entry.summary}", metadata))

    def _open(self, place: Place, view: dict[str, Any], otherwise: str = "") -> None:
        try:
            briefly(self._client.views_open, trigger_id=place.trigger, view=view)
        except SlackApiError as error:
            logger.info("no form: %s", error.response.get("error"))
            raise UserError(f"{otherwise} {NO_FORM}".strip()) from error

    def _form(
        self, visit: Visit, needs: NeedsEntryForm | NeedsAllianceForm, place: Place
    ) -> dict[str, Any]:
        metadata: dict[str, Any] = {"team": visit.team.id, "channel": place.channel}
        if place.url:
            metadata["url"] = place.url
        notes = (*needs.faults.values(), *needs.remarks)
        if isinstance(needs, NeedsAllianceForm):
            metadata |= {"alliance": needs.alliance.id, "version": needs.alliance.version}
            return alliance_form(needs.alliance, metadata, notes)
        alliances = self._logbook.open(visit).alliances()
        if not alliances:
            raise UserError(
                "There is no alliance to write about yet. `/alliance new Acme` starts one."
            )
        metadata |= {"number": needs.entry.number, "version": needs.entry.version}
        return entry_form(
            needs.entry, alliances, metadata, notes, kind_is_known=needs.kind_is_known
        )

    def send_file(self, document: Document, person: str) -> None:
        """Send a file to the person's direct messages: in a channel everybody could open it.

        Raises:
            UserError: the bot may not send files.
        """
        try:
            channel = self._direct(person)
            self._client.files_upload_v2(
                channel=channel,
                filename=document.name,
                title=document.title,
                content=document.content,
            )
        except SlackApiError as error:
            code = error.response.get("error")
            logger.warning("a file was refused: %s", code)
            raise UserError(NO_FILES.format(error=code)) from error

    def _direct(self, person: str) -> str:
        opened = briefly(self._client.conversations_open, users=person)
        return str(opened["channel"]["id"])

    def _post(self, person: str, message: Message) -> None:
        briefly(
            self._client.chat_postMessage,
            channel=self._direct(person),
            text=message.text,
            blocks=list(message.blocks),
            unfurl_links=False,
            unfurl_media=False,
        )

    def _respond(self, url: str, message: Message) -> bool:
        """Answer at a response address; tell whether Slack took it."""
        body = {
            "text": message.text,
            "blocks": list(message.blocks),
            "response_type": "ephemeral",
            "replace_original": False,
            "unfurl_links": False,
            "unfurl_media": False,
        }
        try:
            briefly(_send, url, body)
        except RefusedError as error:
            logger.info("the response address is gone: %s", error)
            return False
        return True


def _is_slack(api_url: str) -> bool:
    """Tell whether it is Slack itself: look-alikes take its newest blocks and do not draw them."""
    host = urlsplit(api_url).hostname or ""
    return host.endswith((".slack.com", ".slack-gov.com")) or host in {"slack.com", "slack-gov.com"}


def _send(url: str, body: dict[str, Any]) -> None:
    response = WebhookClient(url, timeout=RESPONSE_TIMEOUT, retry_handlers=[]).send_dict(body)
    if response.status_code != HTTPStatus.OK:
        raise RefusedError(response.status_code, response.headers)
    if '"ok":false' in "".join(response.body.split()):  # what it cannot show it may refuse so
        raise RefusedError(HTTPStatus.BAD_REQUEST, response.headers)
