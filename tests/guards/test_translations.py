"""The interface is whole in each language."""

import pytest
from babel.messages.catalog import Catalog, Message

from tools import translations

if not translations.FOLDER.is_dir():
    pytest.skip("there are no catalogues yet (app/translations)", allow_module_level=True)


@pytest.fixture(scope="module")
def template() -> Catalog:
    return translations.extract()


@pytest.mark.parametrize("language", translations.LANGUAGES)
def test_every_text_is_translated(template: Catalog, language: str):
    problems = list(translations.list_problems(language, template))
    assert not problems, "\n".join([f"{len(problems)} problems", *problems[:40]])


def test_texts_of_code_and_templates_are_found(template: Catalog):
    assert len(template) > 500
    assert template.get(
        "Somebody else changed this in the meantime. What you typed is kept below: look and decide."
    )


TWO_FORMS = Catalog(locale="nl")


@pytest.mark.parametrize(
    ("text", "translation", "fault"),
    [
        ("Letters", "Brieven", None),
        ("Letters", "", "not translated"),
        ("Until %(day)s", "Tot %(day)s", None),
        ("Until %(day)s", "Tot %(dag)s", "other places in braces than the English text"),
        ("Until %(day)s", "Tot dan", "other places in braces than the English text"),
        (("One demand", "%(num)s demands"), ("Eén eis", "%(num)s eisen"), None),
        (("One demand", "%(num)s demands"), ("Eén eis", ""), "not translated"),
        (("One demand", "%(num)s demands"), ("Eén eis",), "needs 2 forms for numbers"),
        (
            ("One of %(who)s", "%(num)s of %(who)s"),
            ("Eén", "%(num)s van %(who)s"),
            "other places in braces than the English text",
        ),
    ],
)
def test_a_translation_fits_its_text(text, translation, fault):
    faults = list(translations._faults(Message(text), Message(text, translation), TWO_FORMS))
    assert faults == ([fault] if fault else [])


def test_a_guess_of_the_tools_is_no_translation():
    guessed = Message("Letters", "Brieven", flags=("fuzzy",))
    assert list(translations._faults(Message("Letters"), guessed, TWO_FORMS)) == ["marked fuzzy"]
