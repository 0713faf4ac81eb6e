"""Pages behind one-time links. Opening a page uses nothing up, for mail scanners open links; its button does."""

from flask import current_app, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app import clock
from app.accounts import entry, services
from app.accounts.errors import AddressRefusedError, PasswordRefusedError
from app.accounts.forms import AcceptInvitationForm, NewPasswordForm, SetUpForm
from app.accounts.links import PATHS
from app.accounts.login import begin_sign_in
from app.accounts.services import Person
from app.accounts.tokens import get_person_of_link, get_token
from app.accounts.values import Language, TokenPurpose
from app.accounts.views.blueprint import blueprint, go_on, show_error
from app.i18n import current_language, gettext
from app.web.access import public
from app.web.forms import BaseForm
from app.web.session import get_session, transaction


def _person(form: SetUpForm | AcceptInvitationForm) -> Person:
    return Person(
        name=form.name.data or "", password=form.password.data, language=Language(form.language.data)
    )


@blueprint.route(f"{PATHS[TokenPurpose.SET_UP]}<secret>", methods=["GET", "POST"])
@public
def set_up(secret: str) -> str | Response:
    """Make the first administrator."""
    now = clock.now()
    get_token(get_session(), TokenPurpose.SET_UP, secret, now)
    form = SetUpForm(data={"language": current_language()})
    if form.validate_on_submit():
        zone = current_app.extensions["settings"].zone
        try:
            with transaction() as session:
                user = services.set_up(
                    session,
                    secret=secret,
                    email=form.email.data or "",
                    person=_person(form),
                    zone=zone,
                    now=now,
                )
        except AddressRefusedError as error:
            show_error(error, form.email)
        except PasswordRefusedError as error:
            show_error(error, form.password)
        else:
            begin_sign_in(user, now)
            flash(gettext("Welcome. You are the administrator of this installation."), "done")
            return go_on(None)
    return render_template("accounts/set_up.html", form=form)


@blueprint.route(f"{PATHS[TokenPurpose.INVITATION]}<secret>", methods=["GET", "POST"])
@public
def accept_invitation(secret: str) -> str | Response:
    """Take up the account that one was invited to."""
    now = clock.now()
    invited = get_person_of_link(get_session(), TokenPurpose.INVITATION, secret, now)
    form = AcceptInvitationForm(data={"name": invited.name, "language": invited.language.value})
    if form.validate_on_submit():
        try:
            with transaction() as session:
                user = services.accept_invitation(session, secret=secret, person=_person(form), now=now)
        except PasswordRefusedError as error:
            show_error(error, form.password)
        else:
            begin_sign_in(user, now)
            flash(gettext("Welcome, %(name)s.", name=user.name), "done")
            return go_on(None)
    return render_template("accounts/accept_invitation.html", form=form, email=invited.email)


@blueprint.route(f"{PATHS[TokenPurpose.PASSWORD_RESET]}<secret>", methods=["GET", "POST"])
@public
def reset_password(secret: str) -> str | Response:
    """Choose a new password after forgetting the old one."""
    now = clock.now()
    person = get_person_of_link(get_session(), TokenPurpose.PASSWORD_RESET, secret, now)
    form = NewPasswordForm()
    if form.validate_on_submit():
        try:
            with transaction() as session:
                entry.reset_password(session, secret=secret, password=form.password.data, now=now)
        except PasswordRefusedError as error:
            show_error(error, form.password)
        else:
            flash(gettext("Your password is changed. Sign in with the new one."), "done")
            return redirect(url_for("accounts.sign_in"), 303)
    return render_template("accounts/reset_password.html", form=form, email=person.email)


@blueprint.route(f"{PATHS[TokenPurpose.SIGN_IN]}<secret>", methods=["GET", "POST"])
@public
def sign_in_by_link(secret: str) -> str | Response:
    """Sign in once without a password."""
    now = clock.now()
    person = get_person_of_link(get_session(), TokenPurpose.SIGN_IN, secret, now)
    form = BaseForm()
    if form.validate_on_submit():
        with transaction() as session:
            user = entry.sign_in_by_link(session, secret=secret, now=now)
        begin_sign_in(user, now, by_link=True)
        return go_on(None)
    return render_template("accounts/sign_in_by_link.html", form=form, person=person)
