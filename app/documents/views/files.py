from functools import partial
from io import BytesIO

from flask import current_app, render_template, request, send_file
from werkzeug.wrappers import Response

from app.accounts.permissions import Permission
from app.campaigns.access import current_campaign
from app.documents.errors import PageMissingError
from app.documents.layout import layout_from_json
from app.documents.pictures import draw_page
from app.documents.queries import (
    count_documents,
    find_text_version,
    get_document,
    list_documents,
    list_with_text,
)
from app.documents.storage import Originals
from app.documents.uploads import safe_name
from app.documents.views.blueprint import blueprint
from app.web.access import requires
from app.web.addresses import record_url
from app.web.numbers import record_number
from app.web.session import get_session


@blueprint.get("")
@requires(Permission.READ_CAMPAIGN)
def index(slug: str) -> str:  # noqa: ARG001  the campaign was looked up when access was checked
    """Show the campaign's original files."""
    session, campaign = get_session(), current_campaign()
    before = request.args.get("before", type=record_number)
    page = list_documents(session, campaign, before=before)
    return render_template(
        "documents/index.html",
        campaign=campaign,
        page=page,
        with_text=list_with_text(session, page.rows),
        total=count_documents(session, campaign),
        is_first=before is None,
        document_url=partial(record_url, "documents.download", argument="document_id", slug=campaign.slug),
        beside_url=partial(record_url, "documents.beside", argument="document_id", slug=campaign.slug),
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


@blueprint.get("/<int:document_id>/page")
@requires(Permission.READ_CAMPAIGN)
def page_image(slug: str, document_id: int) -> Response:  # noqa: ARG001
    """Show the picture of a page: of a text version (`version`) the page with a number (`page`)."""
    session = get_session()
    document = get_document(session, current_campaign(), document_id)
    sequence = request.args.get("version", type=record_number)
    version = find_text_version(session, document, sequence=sequence)
    layout = layout_from_json(version.layout) if version is not None else None
    number = request.args.get("page", 1, type=record_number)
    if layout is None or not 1 <= number <= len(layout.sheets):
        raise PageMissingError
    settings = current_app.extensions["settings"]
    picture = draw_page(
        Originals(settings.originals_folder),
        settings.pictures_folder,
        document.sha256,
        page=number,
        angle=layout.sheets[number - 1].angle,
    )
    response = send_file(BytesIO(picture), mimetype="image/png", download_name=f"page-{number}.png")
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
