"""Contents that the mail package writes itself: only the one that proves that mails leave."""

from app.accounts.values import Language
from app.mail.values import MailContent

TEST_MAIL = {
    Language.NL: (
        "Testbericht van Weerwoord",
        "Dit bericht komt van {base_url} en werd op uw vraag verstuurd.\nU leest het: uitgaande post werkt.\n",
    ),
    Language.FR: (
        "Message d’essai de Weerwoord",
        "Ce message vient de {base_url} et a été envoyé à votre demande.\nVous le lisez : l’envoi fonctionne.\n",
    ),
    Language.EN: (
        "Test message from Weerwoord",
        "This message comes from {base_url} and was sent because you asked for it.\nYou read it: mail leaves.\n",
    ),
}


def write_test_mail(language: Language, base_url: str) -> MailContent:
    """Return what somebody reads who asked for a test mail; `base_url` names the installation."""
    subject, text = TEST_MAIL[language]
    return MailContent(subject=subject, text=text.format(base_url=base_url), html="")
