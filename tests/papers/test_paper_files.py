"""Files of papers: kept once by their content, for their owner alone, and never half."""

from __future__ import annotations

import errno
import hashlib
import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.fixtures_store import Counter

from deskapp.errors import DeskError
from deskapp.office.customer.actions import merge_customers
from deskapp.papers.actions import attach_file, attach_newest, detach_file, take_in
from deskapp.papers.drafts import PaperDraft
from deskapp.papers.files import (
    KeptFile,
    file_path,
    is_settled,
    list_stored,
    newest_file,
    shown_name,
    store_file,
)
from deskapp.papers.queries import find_missing, find_orphans, get_papers, list_files
from deskapp.store.base import record_id


@pytest.fixture
def files(tmp_path: Path) -> Path:
    return tmp_path / "files"


def scan(folder: Path, name: str = "IMG_0001.jpg", content: bytes = b"picture") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def refused(files: Path, source: Path, **limits: int) -> str:
    with pytest.raises(DeskError) as error:
        store_file(files, source, **limits)
    assert list(list_stored(files)) == []
    return error.value.code


def test_a_file_lies_under_its_digest_for_its_owner_alone(files: Path, tmp_path: Path) -> None:
    content = os.urandom(3 * 1024 * 1024 + 7)
    kept = store_file(files, scan(tmp_path, content=content))
    assert kept == KeptFile(hashlib.sha256(content).hexdigest(), "IMG_0001.jpg", len(content))
    path = file_path(files, kept.digest)
    assert path == files / kept.digest[:2] / kept.digest
    assert path.read_bytes() == content
    assert [oct(one.stat().st_mode & 0o777) for one in (path, path.parent, files)] == ["0o600", "0o700", "0o700"]


def test_the_same_content_lies_there_once_and_mends_a_damaged_one(files: Path, tmp_path: Path) -> None:
    kept = store_file(files, scan(tmp_path))
    file_path(files, kept.digest).write_bytes(b"damaged")
    again = store_file(files, scan(tmp_path, "other.jpg"))
    assert (again.digest, again.name) == (kept.digest, "other.jpg")
    assert list(list_stored(files)) == [file_path(files, kept.digest)]
    assert file_path(files, kept.digest).read_bytes() == b"picture"


def test_what_is_no_plain_file_is_refused(files: Path, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    link = tmp_path / "link.jpg"
    link.symlink_to(scan(tmp_path))
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert [refused(files, source) for source in (folder, link, pipe, Path("/dev/null"))] == ["paper.not_a_file"] * 4


def test_what_cannot_be_read_is_refused(files: Path, tmp_path: Path) -> None:
    assert refused(files, tmp_path / "gone.jpg") == "paper.file_unreadable"
    assert refused(files, Path("nul\0byte")) == "paper.file_unreadable"
    assert refused(files, scan(tmp_path, content=b"")) == "paper.file_empty"
    assert refused(files, scan(tmp_path, content=b"x" * 11), most=10) == "paper.file_large"
    store_file(files, scan(tmp_path, content=b"x" * 10), most=10)


def test_a_file_that_grows_meanwhile_is_refused(files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = scan(tmp_path)
    real = os.fstat
    looks: list[int] = []

    def fstat(handle: int) -> os.stat_result:
        looks.append(handle)
        if len(looks) == 3:
            with source.open("ab") as more:
                more.write(b" more")
        return real(handle)

    monkeypatch.setattr("deskapp.papers.files.os.fstat", fstat)
    assert refused(files, source) == "paper.file_growing"


@pytest.mark.parametrize(("number", "code"), [(errno.ENOSPC, "paper.files_full"), (errno.EACCES, "paper.files_closed")])
@pytest.mark.parametrize("where", ["fsync", "open"])
def test_a_disk_that_refuses_leaves_nothing(
    files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: str, where: str
) -> None:
    source = scan(tmp_path)

    def refuse(*_: Any, **__: Any) -> None:
        raise OSError(number, "refused")

    place = "deskapp.papers.files.os.fsync" if where == "fsync" else "deskapp.papers.files.tempfile.mkstemp"
    monkeypatch.setattr(place, refuse)
    assert refused(files, source) == code


def test_a_name_of_any_bytes_can_be_kept_and_shown(files: Path, tmp_path: Path, counter: Counter) -> None:
    kept = store_file(files, scan(tmp_path, "[b]\n=cmd\u202e.jpg"))
    assert kept.name == "[b] =cmd.jpg"
    assert shown_name(Path(os.fsdecode(b"\xff\xfe.jpg"))) == "\ufffd\ufffd.jpg"
    assert shown_name(Path("\u200b")) == "?"
    paper = record_id(counter.do(take_in, PaperDraft(counter.customer("张三丰"), "deed")))
    counter.do(attach_file, kept, paper)
    assert [file.name for file in counter.ask(list_files, paper)] == [kept.name]


def test_a_file_shows_papers(files: Path, tmp_path: Path, counter: Counter) -> None:
    owner = counter.customer("张三丰")
    one, two = (record_id(counter.do(take_in, PaperDraft(owner, code))) for code in ("deed", "permit"))
    kept = store_file(files, scan(tmp_path))
    stored = counter.do(attach_file, kept, one)
    assert record_id(counter.do(attach_file, kept, two)) == record_id(stored)
    with pytest.raises(DeskError, match=r"paper\.file_known"):
        counter.do(attach_file, kept, two)
    assert [paper.files for paper in counter.ask(get_papers, [one, two])] == [1, 1]
    counter.do(detach_file, one, record_id(stored))
    assert [paper.files for paper in counter.ask(get_papers, [two, one])] == [1, 0]
    assert counter.ask(find_missing, files) == []
    file_path(files, kept.digest).unlink()
    assert [row.digest for row in counter.ask(find_missing, files)] == [kept.digest]


def test_the_picture_of_the_customer_before_is_refused(files: Path, tmp_path: Path, counter: Counter) -> None:
    first, same, other = (counter.customer(name) for name in ("张三丰", "張三豐", "李静"))
    mine, also, theirs = (record_id(counter.do(take_in, PaperDraft(one, "deed"))) for one in (first, same, other))
    kept = store_file(files, scan(tmp_path))
    counter.do(attach_newest, kept, mine)
    counter.do(merge_customers, same, first)
    counter.do(attach_newest, kept, also)
    with pytest.raises(DeskError) as refused:
        counter.do(attach_newest, kept, theirs)
    assert (refused.value.code, refused.value.values["customer"]) == ("paper.file_elsewhere", "张三丰")


def test_files_without_a_row_are_named(files: Path, tmp_path: Path, counter: Counter) -> None:
    assert counter.ask(find_orphans, files) == []
    known = store_file(files, scan(tmp_path, content=b"known"))
    lost = store_file(files, scan(tmp_path, content=b"lost"))
    counter.do(attach_file, known)
    half = scan(files, ".part-abc")
    assert set(counter.ask(find_orphans, files)) == {half, file_path(files, lost.digest)}


def test_the_newest_file_of_the_cameras_folder(tmp_path: Path) -> None:
    now = datetime.now().astimezone()
    names = ["old.jpg", "new.jpg", ".hidden.jpg", "~$word.docx", "later.PART", "later.crdownload"]
    for age, name in zip((60, 30, 20, 15, 10, 5), names, strict=True):
        os.utime(scan(tmp_path, name), (now.timestamp() - age,) * 2)
    (tmp_path / "folder").mkdir()
    (tmp_path / "link.jpg").symlink_to(tmp_path / "old.jpg")
    newest = newest_file(tmp_path)
    assert newest is not None
    assert (newest.name, newest.path) == ("new.jpg", tmp_path / "new.jpg")
    assert newest_file(tmp_path, now - timedelta(seconds=10)) is None
    with pytest.raises(DeskError) as closed:
        newest_file(tmp_path / "gone")
    assert closed.value.code == "paper.folder_closed"


def test_a_file_counts_once_it_stayed_for_a_second(tmp_path: Path) -> None:
    path = scan(tmp_path)
    os.utime(path, (1_800_000_000, 1_800_000_000))
    newest = newest_file(tmp_path)
    assert newest is not None
    moments = [newest.changed + timedelta(milliseconds=ms) for ms in (-5000, 0, 999, 1000)]
    assert [is_settled(newest, moment) for moment in moments] == [True, False, False, True]
    scan(tmp_path, content=b"")
    empty = newest_file(tmp_path)
    assert empty is not None
    assert not is_settled(empty, empty.changed + timedelta(days=1))
