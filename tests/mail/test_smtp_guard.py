import smtplib

import pytest


@pytest.mark.parametrize("kind", [smtplib.SMTP, smtplib.SMTP_SSL])
def test_a_test_that_reaches_a_mail_server_by_accident_fails(kind):
    with pytest.raises(pytest.fail.Exception, match="without the fixture allow_smtp"):
        kind("127.0.0.1", 25)
