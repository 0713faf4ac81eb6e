from functools import partial
from io import BytesIO

from flask import Blueprint, current_app, render_template, request, send_file
from werkzeug.wrappers import Response

from app.accounts.permissions import Permission
from app.campaigns.access import current_campaign
from app.documents.queries import count_documents, get_document, list_documents
from app.documents.storage import Originals
from app.documents.uploads import safe_name
from app.search.files import find_searched_version
from app.web.access import requires
from app.web.addresses import record_url
from app.web.found import found_in_address
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


@blueprint.get("/<int:document_id>/text")
@requires(Permission.READ_CAMPAIGN)
def read(slug: str, document_id: int) -> str:  # noqa: ARG001
    """Show the text that was read from an original, at the place that was searched."""
    session, campaign = get_session(), current_campaign()
    document = get_document(session, campaign, document_id)
    version = find_searched_version(session, document)
    text = version.text if version else ""
    return render_template(
        "documents/read.html",
        campaign=campaign,
        document=document,
        text=text,
        language=version.language if version and version.language else campaign.language.value,
        found=found_in_address(text, 0),
    )
