from datetime import datetime

from flask import flash, redirect, render_template, url_for
from flask import session as cookie
from werkzeug.wrappers import Response

from app import clock
from app.accounts import authentication, entry, services
from app.accounts.errors import PasswordRefusedError, WrongPasswordError
from app.accounts.forms import ChangePasswordForm, NewPasswordForm, SettingsForm
from app.accounts.login import begin_sign_in, came_by_link, signed_in_user
from app.accounts.models import User
from app.accounts.values import Language
from app.accounts.views.blueprint import blueprint, limited, show_error
from app.i18n import gettext
from app.web.access import signed_in
from app.web.session import transaction


@blueprint.route("/account", methods=["GET", "POST"])
@signed_in
def settings() -> str | Response:
    """Change one's own name, language, time zone and shortcuts."""
    user = signed_in_user()
    form = _settings_form(user)
    if form.validate_on_submit():
        with transaction() as session:
            services.change_settings(
                session,
                actor=user,
                name=form.name.data or "",
                language=Language(form.language.data),
                zone=form.zone.data,
                has_shortcuts=form.has_shortcuts.data,
                now=clock.now(),
            )
        cookie.pop("language", None)  # the language chosen for a visit gives way to the one chosen for good
        flash(gettext("Your settings are saved."), "done")
        return redirect(url_for("accounts.settings"), 303)
    return render_template("accounts/settings.html", form=form)


def _settings_form(user: User) -> SettingsForm:
    now_set = {
        "name": user.name,
        "language": user.language.value,
        "zone": user.zone,
        "has_shortcuts": user.has_shortcuts,
    }
    form = SettingsForm(data=now_set)
    form.offer_zones(user.zone)
    return form


@blueprint.route("/account/password", methods=["GET", "POST"])
@signed_in
def change_password() -> str | Response:
    """Change one's own password; all other sign-ins end, this one goes on."""
    user, now = signed_in_user(), clock.now()
    needs_old = user.password_hash is not None and not came_by_link(now)
    form = ChangePasswordForm() if needs_old else NewPasswordForm()
    if form.validate_on_submit() and _change_password(form, now):
        begin_sign_in(user, now)
        flash(gettext("Your password is changed. All other sign-ins have ended."), "done")
        return redirect(url_for("accounts.settings"), 303)
    return render_template("accounts/change_password.html", form=form)


def _change_password(form: ChangePasswordForm | NewPasswordForm, now: datetime) -> bool:
    user = signed_in_user()
    old = form.old.data if isinstance(form, ChangePasswordForm) else None
    if old is not None:
        with limited(), transaction() as session:
            authentication.count_old_password(session, actor=user, now=now)
    try:
        with transaction() as session:
            entry.change_password(session, actor=user, old=old, new=form.password.data, now=now)
    except WrongPasswordError as error:
        show_error(error, form.old)
        return False
    except PasswordRefusedError as error:
        show_error(error, form.password)
        return False
    return True
