from io import BytesIO

from flask import Blueprint, current_app, render_template, send_file
from werkzeug.wrappers import Response

from app.accounts.permissions import Permission
from app.campaigns.access import current_campaign
from app.documents.queries import get_document, list_documents
from app.documents.storage import Originals
from app.documents.uploads import safe_name
from app.web.access import requires
from app.web.session import get_session

blueprint = Blueprint("documents", __name__, url_prefix="/campaigns/<slug>/documents")


@blueprint.get("")
@requires(Permission.READ_CAMPAIGN)
def index(slug: str) -> str:  # noqa: ARG001  the campaign was looked up when access was checked
    """Show the campaign's original files."""
    campaign = current_campaign()
    return render_template(
        "documents/index.html", campaign=campaign, documents=list_documents(get_session(), campaign)
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
