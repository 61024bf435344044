"""What is said beside a new password is what is asked of it."""

from __future__ import annotations

import pytest

from deskapp.locale import LANGUAGES, Language, words
from deskapp.office.signin.rules import PASSWORD_LEAST


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_hint_names_the_least_length(language: Language) -> None:
    assert str(PASSWORD_LEAST) in words(language).text("door.hint_password")
