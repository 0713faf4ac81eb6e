from flask import Blueprint

blueprint = Blueprint("versions", __name__, url_prefix="/campaigns/<slug>")
