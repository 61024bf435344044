"""Filling a Word template. Loads the library for it: import this module only where a letter is made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any, NoReturn

from docxtpl import DocxTemplate, InlineImage
from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, nodes
from jinja2.meta import find_undeclared_variables
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree

from deskapp.errors import DeskError
from deskapp.messages.letter_kinds import FIELDS, LetterKind

DEEPEST = 2
"""How deep a template may repeat rows within rows."""
BAR_HEIGHT = 288_000
"""8 mm in the units of Word's drawings (English metric units); as wide as its dots make it."""


_PARTS = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.Getitem, nodes.Const,
    nodes.For, nodes.If, nodes.CondExpr, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Filter,
    nodes.Concat, nodes.Tuple, nodes.Test, nodes.Neg,
)  # fmt: skip
"""What a template may be made of."""
_FILTERS = ("capitalize", "default", "d", "e", "escape", "first", "join", "last", "length", "lower", "title", "trim",
            "upper")  # fmt: skip


class _UnknownPlace(Exception):
    """A placeholder that the letter does not know, by its name."""


class _Unknown(StrictUndefined):
    """What stands for an unknown placeholder: whatever is done with it names it."""

    def _fail_with_undefined_error(self, *_args: Any, **_named: Any) -> NoReturn:
        raise _UnknownPlace(self._undefined_name or "?")

    __str__ = __iter__ = __len__ = __bool__ = __eq__ = __ne__ = __hash__ = _fail_with_undefined_error


class _Environment(ImmutableSandboxedEnvironment):
    """Takes placeholders, choices and rows of tables; nothing by which a template could reckon or repeat for ever."""

    def _generate(
        self, source: nodes.Template, name: str | None, filename: str | None, defer_init: bool = False
    ) -> str:
        for node in source.find_all(nodes.Node):
            if not isinstance(node, _PARTS) or (isinstance(node, nodes.Filter) and node.name not in _FILTERS):
                raise TemplateSyntaxError(f"{getattr(node, 'name', type(node).__name__)}?", node.lineno)
        _check_loops(source, 0)
        return super()._generate(source, name, filename, defer_init)


def _check_loops(node: nodes.Node, depth: int) -> None:
    """Rows within rows are few: each further loop would repeat all of them."""
    for inner in node.iter_child_nodes():
        is_loop = isinstance(inner, nodes.For)
        if isinstance(inner, nodes.For) and (depth == DEEPEST or inner.recursive):
            raise TemplateSyntaxError("for … for … for?", inner.lineno)
        _check_loops(inner, depth + is_loop)


class _Letter(DocxTemplate):  # type: ignore[misc]
    """A template whose filled body must be whole: the library would mend broken tags in silence."""

    def build_xml(self, context: Mapping[str, Any], jinja_env: ImmutableSandboxedEnvironment | None = None) -> str:
        xml: str = super().build_xml(context, jinja_env)
        etree.fromstring(xml.encode())
        return xml

    def sources(self) -> Iterator[str]:
        """What the template says, part by part: body, headers, footers."""
        yield self.patch_xml(self.get_xml())
        for uri in (self.HEADER_URI, self.FOOTER_URI):
            for _, part in self.get_headers_footers(uri):
                yield self.patch_xml(self.get_part_xml(part))


def fill_template(path: Path, kind: LetterKind, values: Mapping[str, Any], picture: bytes) -> bytes:
    """The letter as a file. ``letter.placeholder`` names what the template asks for and the letter does not have."""
    environment = _Environment(autoescape=True, undefined=_Unknown)
    environment.globals.clear()
    try:
        letter = _Letter(path)
        letter.init_docx()
        asked = _check_places(letter, environment, kind, path)
        barcode = InlineImage(letter, BytesIO(picture), height=BAR_HEIGHT) if picture else ""
        letter.render({**values, "barcode": barcode}, environment, autoescape=True)
        if values["reprint"] and "reprint" not in asked:
            letter.docx.paragraphs[0].insert_paragraph_before(values["reprint"])
        out = BytesIO()
        letter.save(out)
    except DeskError:
        raise
    except _UnknownPlace as error:
        raise DeskError("letter.placeholder", name=str(error), file=str(path)) from None
    except TemplateError as error:
        raise DeskError("letter.template", file=str(path), why=error.message or type(error).__name__) from None
    except Exception:  # the library says what is wrong with a file in many ways, some of them with its text
        raise DeskError("letter.broken", file=str(path)) from None
    return out.getvalue()


def _check_places(letter: _Letter, environment: _Environment, kind: LetterKind, path: Path) -> set[str]:
    """Every placeholder of the template is one of the letter's, whether or not today's data would reach it."""
    asked: set[str] = set()
    for source in letter.sources():
        tree = environment.parse(source)
        asked |= find_undeclared_variables(tree)
        unknown = sorted((asked - kind.names) | set(_unknown_columns(tree, kind)))
        if unknown:
            raise DeskError("letter.placeholder", name=unknown[0], file=str(path))
    return asked


def _unknown_columns(tree: nodes.Template, kind: LetterKind) -> Iterator[str]:
    for loop in tree.find_all(nodes.For):
        if not (isinstance(loop.iter, nodes.Name) and isinstance(loop.target, nodes.Name)):
            continue
        table, row = loop.iter.name, loop.target.name
        columns = kind.all_tables.get(table)
        for asked in loop.find_all(nodes.Getattr):
            own = isinstance(asked.node, nodes.Name) and asked.node.name == row
            if own and columns is not None and table != FIELDS and asked.attr not in columns:
                yield f"{table}.{asked.attr}"
