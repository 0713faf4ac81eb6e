"""All models, imported in one place so that the metadata is whole for migrations and tests."""

import app.accounts.models
import app.activity.models
import app.activity.sealing
import app.answers.keeping  # whoever writes letters keeps their standing
import app.answers.models
import app.backups.models
import app.campaigns.models
import app.documents.models
import app.heartbeats.models
import app.intake.models
import app.letters.models
import app.mail.models
import app.people.models
import app.reminders.models
import app.replies.models
import app.search.keeping  # whoever writes what can be found keeps the index
import app.search.models
import app.versions.models  # noqa: F401  imported for the metadata
from app.db import Base

metadata = Base.metadata
