"""A home with a bit of everything that a backup has to hold, made once; keys lie in their file, as in an office."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from shutil import copytree

import pytest
from tests.keeping.keeping_ground import NOW, Kept, open_at

from deskapp.office.customer.actions import add_customer
from deskapp.office.customer.drafts import CustomerDraft
from deskapp.papers.actions import attach_file
from deskapp.papers.files import store_file
from deskapp.settings import find_home
from deskapp.store import backup_seal


@pytest.fixture(autouse=True)
def key_in_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DESKAPP_KEY")
    monkeypatch.delenv("DESKAPP_BACKUP_KEY", raising=False)
    monkeypatch.setenv("DESKAPP_LANG", "en")
    # a tenth of a second for every guess is for whoever guesses
    monkeypatch.setattr(backup_seal, "_COST", 2)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home; never opened again."""
    with pytest.MonkeyPatch.context() as environment:
        environment.delenv("DESKAPP_KEY", raising=False)
        home = find_home(tmp_path_factory.mktemp("made") / "home")
        with closing(open_at(home)) as opened:
            (home.root / "scan.jpg").write_bytes(b"a picture")
            scan = store_file(home.files, home.root / "scan.jpg")
            opened.write("paper.attach", lambda work: attach_file(work, scan), NOW)
            for name in ("张三丰", "李四"):
                draft = CustomerDraft(name, phone="13800138000", note="first")
                opened.write("customer.add", lambda work, draft=draft: add_customer(work, draft), NOW)  # type: ignore[misc]
        (home.root / "scan.jpg").unlink()
        (home.procedures / "own.toml").write_text('id = "own"\n')
        (home.letters / "zh").mkdir()
        (home.letters / "zh" / "slip.docx").write_bytes(b"a template")
        home.settings_file.write_text('theme = "light"\n')
    return home.root


@pytest.fixture
def kept(made: Path, home_of_the_test: Path) -> Kept:
    """A copy of it, at the home of the test."""
    return Kept(find_home(Path(copytree(made, home_of_the_test, dirs_exist_ok=True))))
