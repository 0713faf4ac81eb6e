"""What a Word or OpenDocument file unpacks to is weighed before anything in it is parsed."""

import zipfile
from io import BytesIO

from app.documents.extract.errors import ContentTooLargeError, DamagedFileError, EncryptedFileError

_MOST_MEMBERS = 2000
_MOST_UNPACKED = 100 * 1024 * 1024
_MOST_XML = 40 * 1024 * 1024
_ENCRYPTED = 0x1
_LOOKED_AT = 16_384
_DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY")


def check_package(file_format: str, data: bytes) -> None:
    """Refuse a package that unpacks to too much, is locked, or whose XML declares entities.

    Raises ContentTooLargeError, EncryptedFileError and DamagedFileError.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            members = package.infolist()
            _weigh(members)
            for member in members:
                if member.filename.endswith((".xml", ".rels")):
                    _look_into(package, member, file_format)
                if member.filename == "META-INF/manifest.xml" and b"encryption-data" in package.read(member):
                    raise EncryptedFileError
    except (zipfile.BadZipFile, EOFError, ValueError, NotImplementedError) as error:
        raise DamagedFileError(format=file_format) from error


def _weigh(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > _MOST_MEMBERS or sum(member.file_size for member in members) > _MOST_UNPACKED:
        raise ContentTooLargeError
    if any(member.filename.endswith(".xml") and member.file_size > _MOST_XML for member in members):
        raise ContentTooLargeError
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise EncryptedFileError


def _look_into(package: zipfile.ZipFile, member: zipfile.ZipInfo, file_format: str) -> None:
    """No office program declares anything: entities are there to blow up, or to fetch files."""
    with package.open(member) as unpacked:
        start = unpacked.read(_LOOKED_AT).replace(b"\x00", b"")
    if any(declaration in start for declaration in _DECLARATIONS):
        raise DamagedFileError(format=file_format)
