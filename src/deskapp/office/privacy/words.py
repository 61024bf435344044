"""What is known of somebody's rights, in words: a line a fact, for the command line and the screen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from deskapp.locale import Words
from deskapp.office.privacy.purposes import Purpose, name_of
from deskapp.office.privacy.queries import ConsentRow, DisclosureRow, HoldRow, PrivacyPage, RequestRow

Cells = tuple[str, ...]


def privacy_lines(page: PrivacyPage, purposes: Mapping[str, Purpose], words: Words, now: datetime) -> Iterator[Cells]:
    """All of it, the most pressing first."""
    if page.blocked_why:
        yield words.text("privacy.blocked_line", day=page.blocked_on, why=page.blocked_why), ""
    for hold in page.holds:
        yield hold_cells(hold, words, now)
    for request in page.requests:
        yield request_cells(request, words, now)
    for consent in page.consents:
        yield consent_cells(consent, purposes, words, now)
    for disclosure in page.disclosures:
        yield disclosure_cells(disclosure, words, now)


def consent_cells(one: ConsentRow, purposes: Mapping[str, Purpose], words: Words, now: datetime) -> Cells:
    """What to, since when, how; or when it was taken back."""
    name = name_of(purposes, one.purpose, words.language)
    way = words.text(f"consent_way.{one.way}")
    given = words.day(_local(one.given_at, now).date())
    if one.withdrawn_at is not None:
        day = words.day(_local(one.withdrawn_at, now).date())
        return name, words.text("privacy.withdrawn_on", day=day, given=given)
    signer = words.text("privacy.signer", name=one.signer) if one.signer else ""
    told = words.text("privacy.agreed_on", day=given, way=way, edition=one.edition)
    return name, f"{told}{signer}"


def disclosure_cells(one: DisclosureRow, words: Words, now: datetime) -> Cells:
    """To whom, which fields, what for, on what ground."""
    day = words.day(_local(one.happened_at, now).date())
    basis = words.text(f"basis.{one.basis}")
    return one.recipient, f"{day}  {one.fields}  {one.purpose}  {basis}"


def request_cells(one: RequestRow, words: Words, now: datetime) -> Cells:
    """What was asked, and by when it is answered or how it was."""
    kind = words.text(f"request.{one.kind}")
    if one.result:
        told = words.text(f"request_result.{one.result}")
        return f"{kind} {one.number}", f"{told}  {one.answer}".rstrip()
    due = words.text("person.due", moment=words.moment(_local(one.due_at, now)))
    return f"{kind} {one.number}", f"{due} {words.text('person.late') if one.due_at < now else ''}".rstrip()


def hold_cells(one: HoldRow, words: Words, now: datetime) -> Cells:
    """Why nothing is let go, and until when."""
    if not one.lasts(now.date()):
        return words.text("privacy.hold_over"), one.reason
    until = words.text("look.until", until=one.until) if one.until else ""
    return words.text("privacy.hold"), f"{one.reason}  {until}".rstrip()


def _local(moment: datetime, now: datetime) -> datetime:
    return moment.astimezone(now.tzinfo)
