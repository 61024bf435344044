"""After a case: how satisfied the customer was, which news they want, and the app by which they follow cases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlmodel import col, select

from deskapp.cases.engine import Engine
from deskapp.cases.events import kept_text
from deskapp.cases.model import Case, CaseEvent
from deskapp.cases.recording import open_case_of, record
from deskapp.casework.telling import usual_channel
from deskapp.desks.intake.answers import said
from deskapp.desks.intake.model import AppAccount, Interest, Survey
from deskapp.errors import DeskError
from deskapp.locale import LANGUAGES
from deskapp.messages.drafts import MessageDraft
from deskapp.office.customer.rows import find_family, get_survivor
from deskapp.office.customer.telling import may_be_told, tell_customer
from deskapp.office.privacy.purposes import load_purposes
from deskapp.office.privacy.queries import find_silenced
from deskapp.office.staff.model import Office
from deskapp.store.base import record_id
from deskapp.store.work import Reader, Work
from deskapp.values.text import clean

SCORES: Final = (1, 2, 3, 4, 5)
ADVICE_TOPICS: Final = ("options", "planning", "duties", "taxes", "other")
"""What advice is about: the ways to go, planning, financial duties, taxes and fees."""
TAG_LIMIT: Final = 60
NEWS_MOST: Final = 5000


@dataclass(frozen=True, slots=True)
class NewsDraft:
    """Legal news of a tag, by language; a customer whose language it lacks gets one that it has."""

    tag: str
    subject: Mapping[str, str]
    body: Mapping[str, str]


def note_advice(
    work: Work,
    case_id: int,
    topic: str,
    text: str,
    chosen: str = "",
    *,
    happened_at: datetime | None = None,
    engine: Engine | None = None,
) -> CaseEvent:
    """What the customer was advised, and which way they chose; it stands in the timeline."""
    case = open_case_of(work, case_id)
    if topic not in ADVICE_TOPICS:
        raise DeskError("draft.choice", "topic", value=topic)
    said_to_them = kept_text(text, "text", needed="case.note_needed")
    data = {"chosen": kept_text(chosen, "chosen")}
    return record(
        work, case, "advice", code=topic, text=said_to_them, data=data, happened_at=happened_at, engine=engine
    )


def ask_survey(work: Work, case_id: int) -> Survey:
    """Ask once how it was; the question itself goes with the thank-you letter."""
    case = work.get(Case, case_id)
    known = work.session.exec(select(Survey).where(Survey.case_id == case_id)).first()
    return known or work.add(
        Survey(office_id=case.office_id, project_id=case.project_id, case_id=case_id, asked_on=work.today)
    )


def answer_survey(work: Work, case_id: int, score: int, comment: str = "") -> Survey:
    """What the customer says: 1 to 5, and their words; a second answer takes the place of the first."""
    if score not in SCORES:
        raise DeskError("survey.score", "score", value=score)
    survey = ask_survey(work, case_id)
    text = kept_text(comment, "comment")
    work.change(survey, {"answered_on": work.today, "score": score, "comment": text})
    record(work, work.get(Case, case_id), "survey", code=str(score), text=text)
    return survey


def add_interest(work: Work, customer_id: int, tag: str) -> Interest:
    """A customer wants news of a tag from now on."""
    customer = get_survivor(work, customer_id)
    tag = _tag(tag)
    known = _standing(work, record_id(customer), tag)
    if known is not None:
        return known
    return work.add(
        Interest(office_id=work.clerk.office_id, customer_id=record_id(customer), tag=tag, since=work.today)
    )


def end_interest(work: Work, customer_id: int, tag: str) -> bool:
    """They want it no more; False where they never did."""
    customer = get_survivor(work, customer_id)
    known = _standing(work, record_id(customer), _tag(tag))
    return known is not None and work.change(known, {"ended_on": work.today})


def list_interests(reader: Reader, customer_id: int) -> list[str]:
    """The tags that a customer wants news of."""
    family = find_family(reader, record_id(get_survivor(reader, customer_id)))
    query = select(Interest.tag).where(col(Interest.customer_id).in_(family), col(Interest.ended_on).is_(None))
    return sorted(set(reader.session.exec(query)))


def count_interested(reader: Reader) -> dict[str, int]:
    """How many customers want news of each tag, the most wanted first; the dead and duplicates do not count."""
    query = select(Interest.tag, Interest.customer_id).where(col(Interest.ended_on).is_(None)).limit(NEWS_MOST)
    wanted: dict[str, set[int]] = {}
    for tag, number in reader.session.exec(query):
        wanted.setdefault(tag, set()).add(record_id(get_survivor(reader, number)))
    silenced = _silenced(reader)
    counts = {
        tag: sum(number not in silenced and may_be_told(reader, number) for number in numbers)
        for tag, numbers in wanted.items()
    }
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def _silenced(reader: Reader) -> set[int]:
    """Who took the consent to news back, as whom they live on in."""
    purposes = [purpose.code for purpose in load_purposes(None).values() if purpose.silences]
    return {record_id(get_survivor(reader, number)) for number in find_silenced(reader, purposes)}


def send_news(work: Work, draft: NewsDraft) -> int:
    """Queue news for everybody who wants its tag, each once; how many they are. The dead get nothing."""
    tag = _tag(draft.tag)
    for name, texts in (("subject", draft.subject), ("body", draft.body)):
        if not any(texts.get(language, "").strip() for language in LANGUAGES):
            raise DeskError("news.empty", name)
    query = select(Interest.customer_id).where(Interest.tag == tag, col(Interest.ended_on).is_(None))
    wanted = {record_id(get_survivor(work, number)) for number in set(work.session.exec(query.limit(NEWS_MOST)))}
    office_language = work.get(Office, work.clerk.office_id).language or "zh"
    told = [number for number in sorted(wanted - _silenced(work)) if may_be_told(work, number)]
    for number in told:
        language = get_survivor(work, number).language or office_language
        subject, body = said(draft.subject, language), said(draft.body, language)
        message = MessageDraft(number, usual_channel(work, number), "", subject, body, language, ("news", None), tag)
        tell_customer(work, message)
    return len(told)


def note_app_account(work: Work, customer_id: int, account: str = "", day: date | None = None) -> AppAccount:
    """The customer was shown how to follow cases by app; ``account`` where they have registered."""
    customer = get_survivor(work, customer_id)
    fields: dict[str, Any] = {
        "account": clean(account)[:TAG_LIMIT],
        "guided_on": day or work.today,
        "clerk": work.clerk.name,
    }
    family = find_family(work, record_id(customer))
    known = work.session.exec(select(AppAccount).where(col(AppAccount.customer_id).in_(family))).first()
    if known is not None:
        work.change(known, fields)
        return known
    return work.add(AppAccount(office_id=work.clerk.office_id, customer_id=record_id(customer), **fields))


def _standing(work: Work, customer_id: int, tag: str) -> Interest | None:
    family = find_family(work, customer_id)
    query = select(Interest).where(
        col(Interest.customer_id).in_(family), Interest.tag == tag, col(Interest.ended_on).is_(None)
    )
    return work.session.exec(query).first()


def _tag(text: str) -> str:
    tag = clean(text).lower()
    if not tag or len(tag) > TAG_LIMIT:
        raise DeskError("news.tag", "tag", limit=TAG_LIMIT)
    return tag
