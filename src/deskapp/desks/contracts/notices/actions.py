"""Notices to many buyers: of changes to the design and of the building's progress, and asking for what is late.

A notice stands first; its buyers are told in parts, each part a transaction of its own, and nobody is told twice: what
a dead program left half done goes on where it stopped.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from sqlmodel import col, select

from deskapp.desks.contracts.arrears.model import NOTICE_ANSWERS, NOTICE_KINDS, ContactAttempt, Notice, NoticeAnswer
from deskapp.desks.contracts.arrears.rules import limit
from deskapp.desks.contracts.notices.texts import Told, make_body, make_subject, read_told
from deskapp.desks.contracts.paying.routing import ABOUT
from deskapp.desks.contracts.sale.limits import find_limit
from deskapp.errors import DeskError
from deskapp.locale import LANGUAGES, words
from deskapp.messages.drafts import MessageDraft
from deskapp.messages.model import Message
from deskapp.office.customer.telling import tell_customer
from deskapp.office.property.model import Project
from deskapp.store.base import record_id
from deskapp.store.work import Work
from deskapp.values import series
from deskapp.values.text import clean

ABOUT_DEAL: Final = "deal"
PART: Final = 100
"""Deals that are told in one transaction."""
MOST: Final = 5_000
"""Deals that one notice goes to at most."""
TITLE_LIMIT: Final = 200
TEXT_LIMIT: Final = 8_000


@dataclass(frozen=True, slots=True)
class NoticeDraft:
    """What many buyers are told: ``title`` and ``text`` by language; of *overdue* the program makes them, and ``text``
    is a sentence that is added.

    ``about``: what is asked for (money or a formality) where it is about what is late. ``answer_by`` None is what the
    law gives where it is a change of design, and for what is late the days that a letter gives. ``whom`` is kept.
    """

    kind: str
    project_id: int | None
    title: Mapping[str, str]
    text: Mapping[str, str]
    about: str = ""
    answer_by: date | None = None
    whom: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of one part: deals told, messages queued, deals of which nobody can be told or may be asked."""

    deals: int = 0
    messages: int = 0
    nobody: int = 0
    stopped: int = 0

    def __add__(self, other: Sent) -> Sent:
        return Sent(
            self.deals + other.deals,
            self.messages + other.messages,
            self.nobody + other.nobody,
            self.stopped + other.stopped,
        )


def make_notice(work: Work, draft: NoticeDraft) -> Notice:
    """The notice with its number; nobody is told yet."""
    if draft.kind not in NOTICE_KINDS:
        raise DeskError("draft.choice", "kind", value=draft.kind)
    if draft.kind == "overdue" and draft.about not in ABOUT:
        raise DeskError("draft.choice", "about", value=draft.about)
    language = work.clerk.language if work.clerk.language in LANGUAGES else "zh"
    said = {one: _said(draft, one) for one in LANGUAGES}
    title, text = said[language] if any(said[language]) else next((one for one in said.values() if one[0]), ("", ""))
    if draft.kind == "overdue":
        title = title or words(language).text(f"notice.overdue.{'money' if draft.about == 'money' else 'formality'}")
    elif not title or not text:
        raise DeskError("notice.empty", "text" if title else "title")
    answer_by = draft.answer_by or _answer_by(work, draft)
    if answer_by is not None and answer_by < work.today:
        raise DeskError("notice.answer_past", "answer_by", day=answer_by)
    return work.add(
        Notice(
            office_id=work.clerk.office_id,
            project_id=draft.project_id,
            number=work.number(series.NOTICE),
            kind=draft.kind,
            title=title,
            text=text,
            made_on=work.today,
            answer_by=answer_by,
            whom=json.dumps({**(draft.whom or {}), "about": draft.about}, ensure_ascii=False, sort_keys=True),
            said=json.dumps({one: both for one, both in said.items() if any(both)}, ensure_ascii=False),
            clerk=work.clerk.name,
        )
    )


def tell_buyers(work: Work, notice_id: int, deal_ids: Collection[int]) -> Sent:
    """Tell the buyers of some deals; those of a deal that this notice went to already are passed over.

    Whoever is late is left alone where nobody may ask them; a change of design they must hear of all the same.
    """
    notice = work.get(Notice, notice_id)
    about = str(json.loads(notice.whom).get("about", ""))
    done = select(NoticeAnswer.deal_id).where(
        NoticeAnswer.notice_id == notice_id, col(NoticeAnswer.deal_id).in_(deal_ids)
    )
    wanted = [number for number in dict.fromkeys(deal_ids) if number not in set(work.session.exec(done))]
    sent = Sent()
    for told in read_told(work, wanted, about, work.today):
        if about and told.stopped:
            sent += Sent(stopped=1)
            continue
        messages = [_message(work, notice, about, told, place) for place in range(len(told.buyers))]
        _note(work, notice, about, told, messages)
        sent += Sent(1, len(messages), 0 if messages else 1)
    return sent


def answer_notice(work: Work, answer_id: int, answer: str, day: date | None = None, note: str = "") -> NoticeAnswer:
    """What a buyer said to a notice; what is said later takes its place, the trail keeps both."""
    row = work.get(NoticeAnswer, answer_id)
    if answer not in NOTICE_ANSWERS:
        raise DeskError("draft.choice", "answer", value=answer)
    notice = work.get(Notice, row.notice_id)
    answered = day or work.today
    if not notice.made_on <= answered <= work.today:
        raise DeskError("notice.answer_day", "answered_on", day=answered)
    told = clean(note)[:TITLE_LIMIT]
    if answer == "other" and not told:
        raise DeskError("notice.answer_note", "note")
    work.change(row, {"answer": answer, "answered_on": answered, "note": told})
    return row


def _said(draft: NoticeDraft, language: str) -> tuple[str, str]:
    title = clean(draft.title.get(language, ""))
    text = "\n".join(clean(line) for line in draft.text.get(language, "").splitlines()).strip()
    if len(title) > TITLE_LIMIT:
        raise DeskError("draft.too_long", f"title_{language}", limit=TITLE_LIMIT)
    if len(text) > TEXT_LIMIT:
        raise DeskError("draft.too_long", f"text_{language}", limit=TEXT_LIMIT)
    return title, text


def _answer_by(work: Work, draft: NoticeDraft) -> date | None:
    country = work.get(Project, draft.project_id).country if draft.project_id is not None else work.clerk.country
    if draft.kind == "overdue":
        return work.today + timedelta(days=limit("letter_days", work.today, country))
    if draft.kind != "design_change":
        return None
    days = find_limit("design_change.answer_days", work.today, country)
    return None if days is None else work.today + timedelta(days=int(days))


def _message(work: Work, notice: Notice, about: str, told: Told, place: int) -> Message:
    buyer = told.buyers[place]
    return tell_customer(
        work,
        MessageDraft(
            buyer.id,
            buyer.channel,
            "",
            make_subject(notice, about, told, buyer),
            make_body(notice, about, told, buyer),
            buyer.language,
            (ABOUT_DEAL, told.deal_id),
            notice.kind,
        ),
    )


def _note(work: Work, notice: Notice, about: str, told: Told, messages: Sequence[Message]) -> None:
    own: dict[str, Any] = {"office_id": notice.office_id, "project_id": told.project_id, "deal_id": told.deal_id}
    first = record_id(messages[0]) if messages else None
    work.add(NoticeAnswer(notice_id=record_id(notice), message_id=first, **own))
    if about and messages:
        work.add(
            ContactAttempt(
                customer_id=told.buyers[0].id,
                about=about,
                way="message",
                result="sent",
                note=notice.number,
                happened_at=work.now,
                entered_at=work.now,
                clerk_id=work.clerk.id,
                clerk=work.clerk.name,
                **own,
            )
        )
