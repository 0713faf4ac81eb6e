"""`weerwoord anchor carry`: shape 2 of the contract, and what it says of files that are wrong."""

import json

import pytest

OLD = "Geachte,\r\n\r\nEr komt geen nieuwe tol op de brug.\r\nHet kost 12,5 miljoen euro.\r\nHoogachtend,\r\nde minister\r\n"
NEW = "Geachte,\n\nEr komt geen nieuwe\ntol op de brug.\nHet kost 2,5 miljoen euro.\nHoogachtend,\nde minister\n"
SENTENCES = ("Er komt geen nieuwe tol op de brug.", "Het kost 12,5 miljoen euro.")


@pytest.fixture
def carry(bare_run, tmp_path):
    """Run the command on two texts and whatever is given as the file of anchors."""

    def carry(old, new, anchors, *options):
        for name, data in (("old", old), ("new", new), ("anchors", anchors)):
            (tmp_path / name).write_bytes(data if isinstance(data, bytes) else data.encode())
        files = [part for name in ("old", "new", "anchors") for part in (f"--{name}", str(tmp_path / name))]
        return bare_run("anchor", "carry", *files, *options)

    return carry


def anchors_of(text, sentences):
    return json.dumps(
        [
            {"id": f"a{at}", "start": text.index(words), "end": text.index(words) + len(words)}
            for at, words in enumerate(sentences)
        ]
    )


def test_anchors_are_carried_in_the_shape_of_the_contract(carry):
    ran = carry(OLD, NEW, anchors_of(OLD, SENTENCES), "--json")

    assert ran.code == 0
    same, changed = ran.json["anchors"]
    assert same == {
        "id": "a0",
        "state": "same",
        "start": NEW.index("Er komt"),
        "end": NEW.index("Het") - 1,
        "exact": "Er komt geen nieuwe\ntol op de brug.",
        "candidates": [{"start": NEW.index("Er komt"), "end": NEW.index("Het") - 1, "similarity": 1.0}],
        "changes": [],
    }
    assert (changed["state"], changed["exact"]) == ("changed", "Het kost 2,5 miljoen euro.")
    assert changed["changes"] == [{"old": "12,5", "new": "2,5", "kind": "number"}]


def test_words_are_told_where_no_json_is_asked_for(carry):
    ran = carry(OLD, NEW, anchors_of(OLD, SENTENCES))

    assert ran.out.splitlines()[1].startswith("a1: changed ")
    assert "number: “12,5” → “2,5”" in ran.out


@pytest.mark.parametrize(
    ("anchors", "said"),
    [
        ("nee", "no JSON"),
        ("[" * 100_000, "no JSON"),
        ("{}", "a list"),
        ("[1]", "entry 0"),
        ('[{"id": 1, "start": 0}]', "entry 0"),
        ('[{"id": "x", "start": "0", "end": 3}]', "anchor x"),
        ('[{"id": "x", "start": true, "end": 3}]', "anchor x"),
        ('[{"id": "x", "start": 0, "end": 9999}]', "anchor x (0-9999)"),
        ('[{"id": "x", "start": 3, "end": 3}]', "anchor x (3-3)"),
        ('[{"id": "x", "start": 8, "end": 12}]', "Nothing is selected"),
    ],
)
def test_anchors_that_are_wrong_are_exit_1_and_say_which(carry, anchors, said):
    ran = carry(OLD, NEW, anchors, "--json")

    assert (ran.code, ran.out) == (1, "")
    assert said in ran.err


def test_a_text_in_another_character_set_is_refused(carry):
    ran = carry("één".encode("cp1252"), NEW, "[]", "--json")

    assert (ran.code, ran.out) == (1, "")
    assert "UTF-8" in ran.err


def test_a_missing_option_is_wrong_use(bare_run):
    assert bare_run("anchor", "carry", "--json").code == 2
