"""Papers for the title, invoice and receipts of one delivery: ticked one by one or all at once, forms printed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, ClassVar, Final

from textual.binding import BindingType

from deskapp.casework.look import Door, Line, Look, Said, groups, money
from deskapp.casework.screens.panes import PanesScreen
from deskapp.casework.screens.printing import print_ordered
from deskapp.desks.handover.settling.actions_papers import (
    note_invoice,
    sign_title_paper,
    sign_title_papers,
    take_back_receipts,
    take_back_title_paper,
)
from deskapp.desks.handover.settling.drafts import TitlePaperDraft
from deskapp.desks.handover.settling.facts import Settled, load_settled
from deskapp.desks.handover.settling.gates import INVOICE, RECEIPTS, same_number
from deskapp.desks.handover.settling.letters import title_form
from deskapp.desks.handover.settling.rows import PaperRow
from deskapp.desks.handover.settling.screens.delivery_form import DeliveryForm
from deskapp.desks.handover.settling.title_papers import TitlePaper, wanted_papers
from deskapp.errors import Fault
from deskapp.locale import Words
from deskapp.store.reasons import parse_reason
from deskapp.store.work import Work
from deskapp.ui import fields
from deskapp.ui.commands import Command, bindings
from deskapp.ui.dialogs import AskText, Choose
from deskapp.ui.fields import Field, Option
from deskapp.ui.here import Place
from deskapp.ui.lines import shell_of
from deskapp.ui.work import run

ALL: Final = Command("titles.all", "1", "titles", priority=True)
INVOICED: Final = Command("titles.invoice", "2", "titles", priority=True)
BACK: Final = Command("titles.receipts", "3", "titles", priority=True)
WAIVE: Final = Command("titles.waive", "4", "titles", priority=True)
UNDO: Final = Command("titles.undo", "5", "titles", priority=True)
PRINT: Final = Command("titles.print", "8", "titles", priority=True)


class TitlePapersScreen(PanesScreen):
    """Enter ticks the paper under the cursor; ``1`` ticks all that are asked for, ``8`` prints a form to sign."""

    TOPIC = "titles"
    BINDINGS: ClassVar[list[BindingType]] = bindings(ALL, INVOICED, BACK, WAIVE, UNDO, PRINT)

    def __init__(self, delivery_id: int) -> None:
        super().__init__()
        self.delivery_id = delivery_id
        self.fact: Settled | None = None

    def title_text(self) -> str:
        """Of which home."""
        parts = (self.text("titles_page.title"), self.fact.code if self.fact is not None else "")
        return f" {shell_of(self).glyphs.dot} ".join(part for part in parts if part)

    def places(self) -> Sequence[Place]:
        """The delivery."""
        return (("delivery", self.delivery_id),)

    def load(self) -> None:
        """Read it again."""
        number, today = self.delivery_id, shell_of(self).now().date()
        run(
            self,
            lambda data: data.store.read(lambda reader: load_settled(reader, number, today)),
            self._loaded,
            failed=self.unavailable,
            group="page",
        )

    def _loaded(self, fact: Settled) -> None:
        self.fact = fact
        self.show()
        self.refresh_top()
        self.release()
        shell_of(self).presence.glance()

    @property
    def wanted(self) -> tuple[TitlePaper, ...]:
        """The papers for this home."""
        if self.fact is None:
            return ()
        return wanted_papers(self.fact.country, self.fact.unit_kind, shell_of(self).now().date())

    def show(self) -> None:
        """Its lines."""
        if self.fact is not None and self.query("#main"):
            self.show_look(titles_look(self.fact, self.wanted, self.words))

    def on_resize(self) -> None:
        """One column or two."""
        self.show()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what can be done now."""
        fact = self.fact
        if action == "receipts":
            invoice = fact.paper(INVOICE, INVOICE) if fact is not None else None
            return invoice is not None and bool(invoice.number)
        if action in ("all", "invoice", "waive", "undo", "print"):
            return fact is not None
        return super().check_action(action, parameters)

    # ---- Enter on a line

    def enter(self, door: Door) -> None:
        """A paper is here; invoice and receipts have their forms."""
        what, code = door
        if what == "paper":
            known = self._row(str(code))
            if known is None or not known.is_done:
                self.do(
                    lambda work: sign_title_paper(work, self.delivery_id, TitlePaperDraft(str(code))),
                    "titles_page.done",
                )
        elif what == "invoice":
            self.action_invoice()
        elif what == "receipts":
            self.action_receipts()

    def _row(self, code: str) -> PaperRow | None:
        return self.fact.paper("title", code) if self.fact is not None else None

    # ---- keys

    def do(self, act: Callable[[Work], Any], told: str) -> None:
        """Write, tell, and read again; keys wait meanwhile."""
        moment = shell_of(self).now()

        def done(_: Any) -> None:
            if self.is_attached:
                self.tell(told)
                self.load()

        self.hold()
        run(self, lambda data: data.write("delivery.papers", act, moment), done, failed=self.unavailable, keep=True)

    def action_all(self) -> None:
        """Everything that is asked for is here and signed."""
        self.do(lambda work: sign_title_papers(work, self.delivery_id), "titles_page.all_done")

    def action_invoice(self) -> None:
        """The invoice is issued."""
        self._open(InvoiceForm)

    def action_receipts(self) -> None:
        """The receipts are taken back."""
        self._open(ReceiptsForm)

    def _open(self, form: type[DeliveryForm]) -> None:
        self.app.push_screen(form(self.delivery_id, self.fact.code if self.fact is not None else ""))

    def action_waive(self) -> None:
        """One of the papers is not needed here; why."""
        self._which("titles_page.which_waive", [one for one in self.wanted if not self._done(one)], self._waive)

    def action_undo(self) -> None:
        """One was ticked by mistake; why."""
        self._which("titles_page.which_undo", [one for one in self.wanted if self._done(one)], self._undo)

    def action_print(self) -> None:
        """One of the forms, filled in for signing."""
        self._which("titles_page.which_form", [one for one in self.wanted if one.form], self._print)

    def _done(self, paper: TitlePaper) -> bool:
        known = self._row(paper.code)
        return known is not None and known.is_done

    def _which(self, title: str, papers: Sequence[TitlePaper], then: Callable[[str], None]) -> None:
        if not papers:
            self.tell_error(Fault("titles_page.none", warning=True))
            return
        options = [Option(one.code, one.name.say(self.words.language)) for one in papers]

        def chosen(answer: Option | None) -> None:
            if answer is not None:
                then(str(answer.code))

        self.app.push_screen(Choose(title, options), chosen)

    def _waive(self, code: str) -> None:
        self._why(
            lambda reason: lambda work: sign_title_paper(work, self.delivery_id, TitlePaperDraft(code, waived=reason)),
            "titles_page.waived",
        )

    def _undo(self, code: str) -> None:
        self._why(
            lambda reason: lambda work: take_back_title_paper(work, self.delivery_id, code, reason),
            "titles_page.undone",
        )

    def _why(self, act: Callable[[str], Callable[[Work], Any]], told: str) -> None:
        def answered(reason: str | None) -> None:
            if reason:
                self.do(act(reason), told)

        self.app.push_screen(AskText("dues_page.why", parse=parse_reason), answered)

    def _print(self, code: str) -> None:
        number, counter = self.delivery_id, shell_of(self).settings.counter
        print_ordered(self, lambda work, data: title_form(work, data.home, number, code, counter))


class InvoiceForm(DeliveryForm):
    """The invoice's number and day [e11]."""

    FORM: ClassVar[str] = "delivery.invoice"
    TITLE_KEY = "invoice_form.title"
    SAVED = "invoice_form.saved"

    def fields(self) -> Sequence[Field]:
        """Number and day."""
        return (
            fields.text("number", required=True, label="invoice_form.number"),
            fields.day("done_on", self.read_day, label="invoice_form.done_on"),
        )

    def fill(self, data: Any) -> Mapping[str, Any]:
        """Today, or what is noted."""
        invoice = self.read_fact(data).paper(INVOICE, INVOICE)
        if invoice is None:
            return {"done_on": self.today}
        return {"number": invoice.number or None, "done_on": invoice.done_on}

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Note it."""
        self.write(
            data,
            "delivery.papers",
            lambda work: note_invoice(work, self.delivery, values["number"], values["done_on"]),
        )
        return self.delivery


class ReceiptsForm(DeliveryForm):
    """Receipts taken back: their number and sum stand there as the books have them, and are compared."""

    FORM: ClassVar[str] = "delivery.receipts"
    TITLE_KEY = "receipts_form.title"
    SAVED = "receipts_form.saved"

    def fields(self) -> Sequence[Field]:
        """How many, what they come to, and why it is another figure."""
        return (
            fields.text("count", read_count, required=True, cells=6, label="receipts_form.count"),
            self.money_field("amount", required=True, label="receipts_form.amount"),
            fields.text("note", label="receipts_form.note", hint="receipts_form.hint_note"),
        )

    def fill(self, data: Any) -> Mapping[str, Any]:
        """As the books have them."""
        known = self.read_fact(data).receipts
        return {"count": known.count, "amount": known.sum}

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Take them back."""
        count, amount, note = values["count"], values["amount"], values["note"] or ""
        self.write(data, "delivery.papers", lambda work: take_back_receipts(work, self.delivery, count, amount, note))
        return self.delivery


def read_count(text: str) -> tuple[int | None, Fault | None]:
    """A number of pieces."""
    known = text.strip()
    if not known.isdecimal() or len(known) > 4:
        return None, Fault("calc.whole", {"value": text})
    return int(known), None


def titles_look(fact: Settled, wanted: Sequence[TitlePaper], words: Words) -> Look:
    """The papers in lines: asked for first, then the others, then numbers, invoice and receipts."""
    asked = [one for one in wanted if one.required]
    others = [one for one in wanted if not one.required]
    return Look(
        groups(
            [_paper(one, fact, words) for one in asked],
            [_paper(one, fact, words) for one in others],
            _numbers(fact, words),
            _invoice(fact, words),
        )
    )


def _paper(paper: TitlePaper, fact: Settled, words: Words) -> Line:
    row = fact.paper("title", paper.code)
    name = paper.name.say(words.language)
    if row is not None and row.waived:
        said: tuple[Said, ...] = (
            (f"○ {name}", "muted"),
            (words.text("titles_page.not_needed", reason=row.waived), "muted"),
        )
    elif row is not None and row.done_on is not None:
        kept = words.text("titles_page.kept") if row.paper_id is not None else ""
        said = ((f"✓ {name}", "good"), (words.day(row.done_on), "muted"), (row.number, "muted"), (kept, "muted"))
    else:
        said = ((f"✗ {name}" if paper.required else f"· {name}", "warning" if paper.required else "plain"),)
    return Line("", said, "papers", door=("paper", paper.code))


def _numbers(fact: Settled, words: Words) -> Iterator[Line]:
    if not fact.surveyed_as:
        yield Line(
            words.text("titles_page.numbers"), ((fact.sold_as, "plain"), (words.text("titles_page.no_number"), "muted"))
        )
        return
    same = same_number(fact.sold_as, fact.surveyed_as)
    both = words.text("titles_page.both", sold=fact.sold_as, surveyed=fact.surveyed_as)
    yield Line(
        words.text("titles_page.numbers"),
        (
            (both, "plain" if same else "warning"),
            (f"✓ {words.text('titles_page.same')}" if same else f"✗ {words.text('titles_page.differ')}",
             "good" if same else "warning"),
        ),
    )  # fmt: skip


def _invoice(fact: Settled, words: Words) -> Iterator[Line]:
    invoice, receipts = fact.paper(INVOICE, INVOICE), fact.paper(INVOICE, RECEIPTS)
    done = invoice is not None and invoice.is_done
    said: tuple[Said, ...] = ((words.text("titles_page.no_invoice"), "warning"),)
    if invoice is not None and done:
        said = ((f"✓ {invoice.number}", "good"), (words.day(invoice.done_on) if invoice.done_on else "", "muted"))
    yield Line(words.text("titles_page.invoice"), said, door=("invoice", 0))
    known = words.text(
        "titles_page.receipts_known", count=fact.receipts.count, sum=money(words, fact.receipts.sum, fact.currency)
    )
    back = receipts is not None and receipts.is_done
    state = words.text("titles_page.receipts_back" if back else "titles_page.receipts_out")
    yield Line(
        words.text("titles_page.receipts"),
        ((f"{'✓' if back else '✗'} {state}", "good" if back else "warning"), (known, "muted")),
        door=("receipts", 0),
    )


FORMS: Final = (InvoiceForm, ReceiptsForm)
