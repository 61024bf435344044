"""The print queue: ordered with the desk's work, made and printed afterwards, told where it failed, printed again."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest
from tests.fixtures_store import NOW, Counter
from tests.messages.letters_ground import home_at, text_of, write_template
from tests.messages.mail_ground import PATIENCE, kill

from deskapp.errors import DeskError
from deskapp.messages import print_command
from deskapp.messages.model import PRINT_STATES, PrintJob
from deskapp.messages.printing import (
    PrintDraft,
    PrintRow,
    find_file,
    list_prints,
    list_prints_about,
    print_again,
    print_letter,
    reprint,
    reprint_last,
    run_prints,
)
from deskapp.settings import Home
from deskapp.store.base import record_id

COPY = f'{sys.executable} -c "import shutil, sys; shutil.copy(*sys.argv[1:])" {{file}}'


@pytest.fixture
def home(counter: Counter) -> Home:
    return home_at(counter.store.database.parent)


def order(counter: Counter, home: Home, letter: str = "thank_you", at: str = "") -> int:
    data = {"customer_name": "Nguyễn Văn An", "case_number": "TS-20261122-0007"}
    return record_id(counter.do(print_letter, PrintDraft(letter, "vi", data, ("case_file", 7), at), home))


def run(counter: Counter, home: Home, **more: list[int]) -> list[PrintRow]:
    return run_prints(counter.store, counter.clerk, home, lambda: NOW, **more)


def settings(home: Home, text: str) -> None:
    (home.root / "printing.toml").write_text(text, encoding="utf-8")


def test_without_a_command_the_file_is_all(counter: Counter, home: Home) -> None:
    number = order(counter, home)
    assert counter.ask(list_prints)[0].state == "waiting"
    (row,) = run(counter, home)
    assert (row.id, row.state, row.reprint, row.fault) == (number, "kept", 0, None)
    file = find_file(row)
    assert file is not None
    assert file.name == f"TS-20261122-0007-thank_you-{number}.docx"
    assert "Nguyễn Văn An" in text_of(file)
    job = counter.ask(lambda reader: reader.get(PrintJob, number))
    assert job.digest == hashlib.sha256(file.read_bytes()).hexdigest()
    assert run(counter, home) == []
    assert [one.id for one in counter.ask(list_prints_about, "case_file", 7)] == [number]


def test_a_command_for_a_letter_and_for_a_counter(counter: Counter, home: Home, tmp_path: Path) -> None:
    settings(
        home,
        f"""
        [letters]
        default = '{COPY} {tmp_path}/all'
        receipt = '{COPY} {tmp_path}/receipt'
        survey = ""
        [counters.2]
        receipt = '{COPY} {tmp_path}/two'
        """,
    )
    for letter, counter_name in (("thank_you", ""), ("receipt", "1"), ("receipt", "2"), ("survey", "2")):
        order(counter, home, letter, at=counter_name)
    rows = run(counter, home)
    assert [row.state for row in rows] == ["printed", "printed", "printed", "kept"]
    assert rows[0].printed_at == NOW
    assert "CẢM ƠN" in text_of(tmp_path / "all")
    assert (tmp_path / "receipt").read_bytes() == Path(rows[1].file).read_bytes()
    assert (tmp_path / "two").read_bytes() == Path(rows[2].file).read_bytes()


def test_a_pdf_is_made_first_where_the_command_wants_one(counter: Counter, home: Home, tmp_path: Path) -> None:
    command = COPY.replace("{file}", "{pdf}")
    settings(home, f"[letters]\ndefault = '{command} {tmp_path}/out'")
    order(counter, home)
    (row,) = run(counter, home)
    assert (row.state, row.fault and row.fault.code) == ("failed", "printing.no_pdf")
    settings(
        home,
        f"[letters]\ndefault = '{command} {tmp_path}/out'\n[convert]\npdf = '{COPY} {{folder}}/made.pdf'",
    )
    counter.do(print_again, row.id)
    (row,) = run(counter, home)
    assert row.fault
    assert row.fault.code == "printing.no_pdf_made"
    make = f"{sys.executable} -c \"import sys; from pathlib import Path; Path(sys.argv[1]).write_text('%PDF')\" {{pdf}}"
    settings(home, f"[letters]\ndefault = '{command} {tmp_path}/out'\n[convert]\npdf = '''{make} {{file}}'''")
    counter.do(print_again, row.id)
    assert run(counter, home)[0].state == "printed"
    assert (tmp_path / "out").read_text() == "%PDF"


@pytest.mark.parametrize(
    ("command", "code", "said"),
    [
        (
            f"{sys.executable} -c \"import sys; print('no\\tpaper'); sys.exit(3)\"",
            "printing.command_failed",
            "no paper",
        ),
        ("/no/such/program {file}", "printing.no_program", ""),
    ],
)
def test_a_failure_is_told_and_can_be_tried_again(
    counter: Counter, home: Home, command: str, code: str, said: str
) -> None:
    settings(home, f"[letters]\ndefault = '''{command}'''")
    number = order(counter, home)
    (row,) = run(counter, home)
    assert row.fault is not None
    assert (row.state, row.fault.code, row.fault.values.get("said", "")) == ("failed", code, said)
    assert find_file(row) is not None
    assert run(counter, home) == []
    settings(home, "")
    counter.do(print_again, number)
    assert run(counter, home)[0].reprint == 0
    with pytest.raises(DeskError) as refused:
        counter.do(print_again, number)
    assert refused.value.code == "printing.state"


FLOOD = "import sys; [sys.stdout.write('x' * 10**6) for _ in range(50)]; print('jam'); sys.exit(3)"
LEFT = "import os, time; os.fork() or (os.setsid(), time.sleep(60))"


def run_python(home: Home, program: str) -> None:
    settings(home, f"[letters]\ndefault = '''{sys.executable} -c \"{program}\" {{file}}'''\n[limits]\nseconds = 50")


def test_a_flood_of_words_leaves_the_last_of_them_and_no_memory_full(counter: Counter, home: Home) -> None:
    run_python(home, FLOOD)
    order(counter, home)
    tracemalloc.start()
    (row,) = run(counter, home)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert row.fault is not None
    assert (row.fault.code, most < 30_000_000) == ("printing.command_failed", True)
    assert row.fault.values["said"].startswith("xxx")


def test_what_a_command_leaves_in_the_background_is_not_waited_for(
    counter: Counter, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(print_command, "LISTEN_SECONDS", 0)
    run_python(home, LEFT)
    order(counter, home)
    assert run(counter, home)[0].state == "printed"


def test_a_command_that_never_ends_is_stopped_with_all_it_started(counter: Counter, home: Home, tmp_path: Path) -> None:
    # the child holds a lock, which only its end gives back
    lock = tmp_path / "lock"
    child, program = tmp_path / "child.py", tmp_path / "print.py"
    child.write_text(
        f"import fcntl, sys, threading\nfile = open({str(lock)!r}, 'w')\nfcntl.flock(file, fcntl.LOCK_EX)\n"
        "print('held', flush=True)\nthreading.Event().wait()\n"
    )
    program.write_text(
        f"import subprocess, sys\nchild = subprocess.Popen([sys.executable, {str(child)!r}], stdout=subprocess.PIPE)\n"
        f"child.stdout.readline()\nopen({str(tmp_path / 'held')!r}, 'w').close()\nchild.wait()\n"
    )
    settings(home, f"[letters]\ndefault = '{sys.executable} {program} {{file}}'\n[limits]\nseconds = 3")
    order(counter, home)
    (row,) = run(counter, home)
    assert row.fault is not None
    assert (row.fault.code, row.fault.values["seconds"]) == ("printing.too_long", 3)
    if (tmp_path / "held").exists():  # a machine under load may not have come so far
        wait = f"import fcntl; fcntl.flock(open({str(lock)!r}), fcntl.LOCK_EX)"
        subprocess.run([sys.executable, "-c", wait], timeout=PATIENCE, check=True)


def test_a_broken_template_fails_its_print_and_no_other(counter: Counter, home: Home) -> None:
    template = write_template(home.root / "letters" / "thank_you.docx", "{{ custmer_name }}")
    bad, good = order(counter, home), order(counter, home, "survey")
    rows = {row.id: row for row in run(counter, home)}
    assert rows[good].state == "kept"
    fault = rows[bad].fault
    assert fault is not None
    assert (fault.code, fault.values["name"]) == ("letter.placeholder", "custmer_name")
    template.unlink()
    counter.do(print_again, bad)
    assert run(counter, home)[0].state == "kept"


def test_reprints_are_counted_marked_and_recorded(counter: Counter, home: Home) -> None:
    first = order(counter, home)
    run(counter, home)
    second = record_id(counter.do(reprint, first))
    third = record_id(counter.do(reprint, second))
    rows = {row.id: row for row in run(counter, home)}
    assert [rows[number].reprint for number in (second, third)] == [1, 2]
    assert "In lại lần 2" in text_of(Path(rows[third].file))
    assert "Nguyễn Văn An" in text_of(Path(rows[third].file))
    assert len({row.file for row in rows.values()}) == 2
    job = counter.ask(lambda reader: reader.get(PrintJob, third))
    assert job.copy_of == first


def test_the_last_one_again_in_one_key(counter: Counter, home: Home) -> None:
    with pytest.raises(DeskError) as refused:
        counter.do(reprint_last)
    assert refused.value.code == "printing.nothing"
    order(counter, home, "survey")
    other = record_id(counter.do(print_letter, PrintDraft("receipt", "zh", {}, ("case_file", 8)), home))
    assert counter.do(reprint_last).copy_of == other
    assert counter.do(reprint_last, ("case_file", 7)).letter == "survey"


def test_only_what_is_asked_for_is_printed(counter: Counter, home: Home) -> None:
    first, second = order(counter, home), order(counter, home)
    assert [row.id for row in run(counter, home, job_ids=[second])] == [second]
    assert [row.id for row in run(counter, home)] == [first]


def test_one_that_another_process_took_comes_back_as_it_stands(counter: Counter, home: Home) -> None:
    number = order(counter, home)
    run(counter, home)
    assert [(row.id, row.state) for row in run(counter, home, job_ids=[number])] == [(number, "kept")]


def test_the_office_says_who_it_is_in_its_settings(counter: Counter, home: Home) -> None:
    settings(home, '[office]\ntax_code = "2800000000"\nrepresentative = "Nguyễn Thị Hoa"\naccount = "0123, VCB"')
    data = {"office_representative": "Trần Văn Bình", "clerk": "Lê Thị Mai"}
    counter.do(print_letter, PrintDraft("service_contract", "vi", data), home)
    said = text_of(Path(run(counter, home)[0].file))
    for text in ("2800000000", "0123, VCB", "Trần Văn Bình"):
        assert text in said
    assert "Nguyễn Thị Hoa" not in said


def test_an_unknown_letter_is_not_even_ordered(counter: Counter, home: Home) -> None:
    with pytest.raises(DeskError) as refused:
        order(counter, home, "no_such")
    assert refused.value.code == "letter.unknown"
    assert counter.ask(list_prints, PRINT_STATES) == []


def test_killed_while_printing_a_clerk_looks_for_the_paper(counter: Counter, home: Home, tmp_path: Path) -> None:
    # the command says that it began by making a pipe's other end open; it then waits for ever
    pipe = tmp_path / "began"
    os.mkfifo(pipe)
    program = tmp_path / "print.py"
    program.write_text(f"import threading; open({str(pipe)!r}, 'w').close(); threading.Event().wait(20)")
    settings(home, f"[letters]\ndefault = '{sys.executable} {program} {{file}}'")
    number = order(counter, home)
    call = [sys.executable, "-m", "deskapp.cli", "--home", str(home.root), "print", "--json"]
    process = subprocess.Popen(call, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    pipe.open().close()
    assert counter.ask(list_prints)[0].state == "printing"
    kill(process)
    settings(home, "")
    assert run(counter, home) == []
    (row,) = counter.ask(list_prints)
    assert (row.id, row.state, row.fault and row.fault.code) == (number, "failed", "printing.interrupted")


def test_the_command_prints_what_waits(counter: Counter, home: Home) -> None:
    order(counter, home)
    call = [sys.executable, "-m", "deskapp.cli", "--home", str(home.root), "print", "--json"]
    done = subprocess.run(call, text=True, capture_output=True, timeout=PATIENCE, check=False)
    assert done.returncode == 0, done.stderr
    line = json.loads(done.stdout)
    assert (line["letter"], line["about"], line["about_id"], line["state"]) == ("thank_you", "case_file", 7, "kept")
    assert Path(line["file"]).is_file()
