"""The templates and scripts on their own: no database, no accounts, every form only remembered."""

from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from flask import Flask, flash, redirect, render_template, request
from werkzeug.wrappers import Response

from app.web import headers
from tests.browser.preview import sample

ROOT = Path(__file__).resolve().parents[3]
CASES = ("", "reader", "two", "none", "flash", "conflict", "error")
STUBS = {
    "campaigns.index": "/campaigns",
    "accounts.list_all": "/accounts",
    "answers.link": "/<slug>/<int:number>/link",
    "answers.unlink": "/<slug>/<int:number>/unlink",
    "answers.judge": "/<slug>/<int:number>/judge",
    "letters.show": "/<slug>/<int:number>",
    "letters.follow_up": "/<slug>/<int:number>/follow-up",
    "letters.edit": "/<slug>/<int:number>/edit",
    "replies.show": "/<slug>/replies/<int:number>",
    "intake.start": "/<slug>/intake",
    "campaigns.show": "/<slug>",
    "web.choose_language": "/language",
    "accounts.settings": "/settings",
    "accounts.sign_out": "/sign-out",
}


def _form(case: str) -> dict[str, Any]:
    form: dict[str, Any] = {
        "verdict": None,
        "reasoning": "",
        "tactics": [],
        "version": 0,
        "errors": {},
        "conflict": None,
    }
    if case == "conflict":
        form |= {"verdict": "deflected", "reasoning": "Mijn eigen zin.", "conflict": sample.OTHER_VERDICT}
    if case == "error":
        form |= {
            "verdict": "not_answered",
            "errors": {"reasoning": "Write one sentence.", "read_whole_text": "Read it."},
        }
    return form


def _compare(slug: str, number: int) -> str:
    del slug, number
    case = request.args.get("case", "")
    rows = sample.UNANSWERED_ROWS if case == "none" else sample.ROWS
    sheets = {"none": (), "two": (sample.EMPTY_SHEET, sample.make_sheet())}.get(case, (sample.make_sheet(),))
    if case == "flash":
        flash("The passage is linked.", "done")
        flash("The date could not be read.", "problem")
    open_id = request.args.get("judge", type=int)
    return render_template(
        "comparison/compare.html",
        letter=sample.LETTER,
        rows=rows,
        sheets=sheets,
        tally=sample.tally_of(rows),
        next_step={"label": "Opvolgbrief over 2 open eisen", "url": "/next", "is_primary": True},
        may_judge=case != "reader",
        may_link=case != "reader",
        filter=request.args.get("filter", "all"),
        heading="Brief over de Ielsbeek: zes eisen, één antwoord",
        facts="Amélie Van Doorne, minister van Waterbeheer, antwoordde op 14 september 2026.",
        verdict_form=_form(case) if open_id else None,
        open_demand_id=open_id,
        definitions=sample.DEFINITIONS,
        tactics=sample.TACTICS,
        sources={1: {"file_name": "antwoord.pdf", "sha256": "ab12" * 16}},
        printed_at=sample.NOW,
        settled_words={},
    )


def _sentences(slug: str, number: int) -> str:
    del slug, number
    reply = {
        "number": 1,
        "lang": "nl",
        "kind": "substantive",
        "dated_on": date(2026, 9, 14),
        "signer": "Amélie Van Doorne",
    }
    replies = [reply | {"sentences": sample.sentences()}]
    return render_template(
        "comparison/sentences.html",
        letter=sample.LETTER,
        rows=sample.ROWS,
        replies=replies,
        chosen_demand_id=16,
    )


def _error() -> str:
    return render_template(
        "errors/error.html", title="Nothing here", explanation="", advice="Go back.", request_id="ab12"
    )


def _prepare_templates(app: Flask) -> None:
    environment = app.jinja_env
    environment.add_extension("jinja2.ext.i18n")
    environment.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    environment.filters["day"] = lambda day: f"{day.day} {day:%B %Y}"
    environment.filters["moment"] = lambda moment: f"{moment.day} {moment:%B %Y, %H:%M}"
    environment.globals |= {"csrf_token": lambda: "token", "written_once": lambda macro: macro}


def make_app() -> Flask:
    """Build the bare app; what its forms were sent stands in `app.extensions["sent"]` as (path, fields)."""
    app = Flask(__name__, static_folder=str(ROOT / "app" / "static"), template_folder=str(ROOT / "templates"))
    app.secret_key = "for tests only"
    # A file that is asked for again and has not changed stays open in the development server: let the browser keep it.
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = 3600
    app.extensions["sent"] = []
    app.extensions["has_shortcuts"] = True
    _prepare_templates(app)
    headers.init_app(app, is_https=False)

    def stub(**_facts: object) -> Response | str:
        if request.method == "GET":
            return "a page"
        app.extensions["sent"].append((request.path, request.form.to_dict(flat=False)))
        return redirect("/ielsbeek/3/compare", 303)

    for endpoint, rule in STUBS.items():
        app.add_url_rule(rule, endpoint, stub, methods=["GET", "POST"])
    app.add_url_rule("/<slug>/<int:number>/compare", "answers.compare", _compare)
    app.add_url_rule("/<slug>/<int:number>/sentences", "answers.sentences", _sentences)
    app.add_url_rule("/broken", "broken", _error)

    @app.context_processor
    def _shell() -> dict[str, Any]:
        user = SimpleNamespace(
            is_authenticated=True, display_name="Noor Claes", has_shortcuts=app.extensions["has_shortcuts"]
        )
        nav = [{"label": "Today", "url": "/t", "is_current": False, "count": 3}]
        nav.append({"label": "Letters", "url": "/l", "is_current": True, "count": 0})
        return {"current_user": user, "nav": nav, "interface_language": "nl", "is_demonstration": True}

    return app
