from flask import Blueprint

blueprint = Blueprint("documents", __name__, url_prefix="/campaigns/<slug>/documents")
