from functools import partial
from io import BytesIO

from flask import Blueprint, current_app, render_template, request, send_file
from werkzeug.wrappers import Response

from app.accounts.permissions import Permission
from app.campaigns.access import current_campaign
from app.documents.queries import count_documents, get_document, list_documents
from app.documents.storage import Originals
from app.documents.uploads import safe_name
from app.web.access import requires
from app.web.addresses import record_url
from app.web.numbers import record_number
from app.web.session import get_session

blueprint = Blueprint("documents", __name__, url_prefix="/campaigns/<slug>/documents")


@blueprint.get("")
@requires(Permission.READ_CAMPAIGN)
def index(slug: str) -> str:  # noqa: ARG001  the campaign was looked up when access was checked
    """Show the campaign's original files."""
    session, campaign = get_session(), current_campaign()
    before = request.args.get("before", type=record_number)
    return render_template(
        "documents/index.html",
        campaign=campaign,
        page=list_documents(session, campaign, before=before),
        total=count_documents(session, campaign),
        is_first=before is None,
        document_url=partial(record_url, "documents.download", argument="document_id", slug=campaign.slug),
    )


@blueprint.get("/<int:document_id>")
@requires(Permission.READ_CAMPAIGN)
def download(slug: str, document_id: int) -> Response:  # noqa: ARG001
    """Give an original back as a download: whatever it holds, no browser shows or runs it."""
    document = get_document(get_session(), current_campaign(), document_id)
    originals = Originals(current_app.extensions["settings"].originals_folder)
    response = send_file(
        BytesIO(originals.get(document.sha256)),
        mimetype="application/octet-stream",
        as_attachment=True,
        download_name=safe_name(document.name),
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
