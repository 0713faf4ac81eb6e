"""The log knows of every page that changes something, and every act that is recorded has its sentence.

tests/recording.py holds each test that sends a form to this; here every page says what it records.
"""

import ast
from collections.abc import Iterator

from app.activity.words import SENTENCES
from tests.guards.files import APP, list_modules, parse
from tests.recording import EXEMPT

# What each page that takes a form may record. A new one is added here, or to EXEMPT with the reason.
RECORDS: dict[str, set[str]] = {
    "accounts.accept_invitation": {"accept_invitation"},
    "accounts.change_password": {"change_password"},
    "accounts.deactivate": {"deactivate"},
    "accounts.forgotten_password": {"ask_for_new_password"},
    "accounts.invite": {"invite", "joined"},
    "accounts.reactivate": {"reactivate"},
    "accounts.renew_invitation": {"renew_invitation"},
    "accounts.reset_password": {"reset_password"},
    "accounts.set_up": {"set_up"},
    "accounts.settings": {"change_settings"},
    "accounts.sign_in_by_link": {"sign_in_by_link"},
    "answers.judge": {"give_verdict"},
    "answers.link": {"link_passage"},
    "answers.unlink": {"unlink_passage"},
    "campaigns.add": {"added", "joined"},
    "campaigns.add_alias": {"alias_added"},
    "campaigns.add_organisation": {"joined"},
    "campaigns.archive": {"archived"},
    "campaigns.change_role": {"role_changed"},
    "campaigns.leave_coalition": {"left"},
    "campaigns.members": {"joined"},
    "campaigns.organisation": {"renamed"},
    "campaigns.remove": {"left"},
    "campaigns.remove_alias": {"alias_removed"},
    "campaigns.reopen": {"reopened"},
    "campaigns.settings": {"changed"},
    "demo.load": {"load_demonstration"},
    "demo.remove": {"remove_demonstration"},
    "documents.read_again": {"read_again"},
    "documents.take_better_text": {"read_again"},
    "intake.revise": {
        "save_draft",
        "put_text_beside",
        "set_aside",
        "file",
        "log_letter",
        "keep_place",
        "log_reply",
        "joined",
    },
    "intake.read_once_more": {"read_again"},
    "intake.take_in": {"receive"},
    "intake.without_text": {"go_on_without_text"},
    "letters.answer_late": {"choose_when_late", "close_letter"},
    "letters.close": {"close_letter"},
    "letters.close_demand": {"close_demand", "reopen_demand"},
    "letters.move_demand": {"move_demand"},
    "letters.remind": {"remind_on"},
    "letters.reopen": {"reopen_letter"},
    "letters.save": {"change_letter", "attach_proof"},
    "letters.save_demand": {"change_demand"},
    "letters.save_new_demand": {"add_demand"},
    "letters.take_follow_up": {"receive"},
    "letters.void_demand": {"void_demand"},
    "mail.decide": {"send_mail_again", "treat_mail_as_sent"},
    "mail.resume": {"resume_mail"},
    "mail.send_test": {"send_test_mail"},
    "people.add_mandate": {"added"},
    "people.add_office": {"added"},
    "people.add_person": {"added"},
    "people.edit_mandate": {"changed"},
    "people.edit_office": {"renamed"},
    "people.edit_person": {"renamed"},
    "people.end_mandate": {"changed"},
    "reminders.close": {"close_letter"},
    "reminders.extend": {"extend_deadline"},
    "reminders.mute": {"mute_reminders", "unmute_reminders"},
    "reminders.snooze": {"snooze", "remind_on"},
    "versions.cut_letter": {"cut_text"},
    "versions.cut_reply": {"cut_text"},
    "versions.decide": {"confirm_words", "give_up_words"},
    "replies.put_text": {"put_text_beside"},
    "replies.review": {"mark_reviewed"},
    "replies.save": {"change_reply"},
}
# Acts of the command line alone.
FROM_COMMANDS = {"create_user", "import_campaign", "make_sign_in_link"}
RECORDERS = {"record_activity", "_record", "_record_change", "_touch"}


def _recorded_acts() -> Iterator[str]:
    """Give the act of each call that records one: its first text."""
    for module in list_modules():
        for node in ast.walk(parse(module)):
            if not (
                isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in RECORDERS
            ):
                continue
            texts = (
                one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)
            )
            yield from list(texts)[:1]


def test_every_page_that_takes_a_form_says_what_it_records(app):
    pages = {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    assert pages == RECORDS.keys() | EXEMPT.keys()
    assert not RECORDS.keys() & EXEMPT.keys()


def test_what_a_page_says_to_record_is_recorded_somewhere_and_nothing_else_is():
    acts = set(_recorded_acts())
    assert len(acts) > 40, "the guard no longer recognises what records an act"
    assert set().union(*RECORDS.values()) | FROM_COMMANDS == acts


def test_every_act_has_its_sentence_and_every_sentence_its_act():
    assert {key.rpartition(".")[2] for key in SENTENCES} == set(_recorded_acts())


def test_nobody_writes_to_the_log_but_its_own_service():
    makers = [
        module.relative_to(APP).as_posix()
        for module in list_modules()
        for node in ast.walk(parse(module))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Activity"
    ]
    assert makers == ["activity/services.py"]
