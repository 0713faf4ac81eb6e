from datetime import datetime

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_login import current_user
from structlog import get_logger
from werkzeug.wrappers import Response

from app import clock
from app.accounts import authentication, entry
from app.accounts.errors import AddressNotValidError
from app.accounts.forms import ForgottenPasswordForm, SignInForm
from app.accounts.login import begin_sign_in, end_sign_in
from app.accounts.models import User
from app.accounts.rules import normalise_address
from app.accounts.views.blueprint import blueprint, go_on, limited, place_of_request, show_error
from app.i18n import gettext
from app.web.access import public, signed_in
from app.web.session import get_session, transaction

log = get_logger("weerwoord.accounts")


@blueprint.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> str | Response:
    """Sign in with address and password."""
    if current_user.is_authenticated:
        return go_on(request.args.get("next"))
    form = SignInForm(data={"next": request.args.get("next", "")})
    if form.validate_on_submit():
        now = clock.now()
        user = _check(form.email.data or "", form.password.data, now)
        if user is not None:
            begin_sign_in(user, now)
            return go_on(form.next.data)
        form.form_errors.append(
            gettext("This address and password do not go together. Check both and try again.")
        )
    return render_template("accounts/sign_in.html", form=form)


def _check(typed: str, password: str, now: datetime) -> User | None:
    place = place_of_request()
    with limited(), transaction() as session:
        authentication.count_sign_in(session, email=typed, place=place, now=now)
    user = authentication.find_user_by_password(get_session(), email=_address(typed), password=password)
    if user is None:
        log.info("sign-in refused", place=place)
        return None
    with transaction() as session:
        authentication.record_sign_in(
            session, user=user, password=password, email=typed, place=place, now=now
        )
    return user


def _address(typed: str) -> str:
    try:
        return normalise_address(typed)
    except AddressNotValidError:
        return ""  # no account has it, and refusing it takes as long as any other


@blueprint.post("/sign-out")
@signed_in
def sign_out() -> Response:
    """End this sign-in."""
    with transaction() as session:
        end_sign_in(session, clock.now())
    flash(gettext("You are signed out."), "done")
    return redirect(url_for("accounts.sign_in"), 303)


@blueprint.route("/forgotten-password", methods=["GET", "POST"])
@public
def forgotten_password() -> str | Response:
    """Ask for a link by mail; the answer is the same whether the address has an account or not."""
    form = ForgottenPasswordForm()
    if form.validate_on_submit():
        try:
            email = normalise_address(form.email.data or "")
        except AddressNotValidError as error:
            show_error(error, form.email)
        else:
            with limited(), transaction() as session:
                entry.ask_for_new_password(session, email=email, place=place_of_request(), now=clock.now())
            flash(gettext("If this address has an account, a mail with a link is on its way to it."), "note")
            return redirect(url_for("accounts.sign_in"), 303)
    has_mail_server = current_app.extensions["settings"].has_mail_server
    return render_template("accounts/forgotten_password.html", form=form, has_mail_server=has_mail_server)
