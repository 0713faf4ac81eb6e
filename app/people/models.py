from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base
from app.text.folding import fold


class Organisation(Base):
    """An organisation that signs letters and forms coalitions, under one name and any number of aliases."""

    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)

    aliases: Mapped[list["OrganisationAlias"]] = relationship(
        back_populates="organisation", order_by="OrganisationAlias.name", cascade="all, delete-orphan"
    )


class OrganisationAlias(Base):
    """Another name that an organisation goes by in letters."""

    __tablename__ = "organisation_alias"
    __table_args__ = (UniqueConstraint("organisation_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    name: Mapped[str] = mapped_column(String(200))

    organisation: Mapped[Organisation] = relationship(back_populates="aliases")


class Person(Base):
    """Somebody in public life who holds, or held, an office."""

    __tablename__ = "person"
    __table_args__ = (Index(None, "folded_name", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str | None] = mapped_column(String(80), unique=True)  # of those that come with the program
    name: Mapped[str] = mapped_column(String(200), index=True)
    folded_name: Mapped[str] = mapped_column(String(200))  # without accents and capitals: the list's order

    mandates: Mapped[list["Mandate"]] = relationship(back_populates="person", order_by="Mandate.from_on")


class Office(Base):
    """An office in public life, named in each of the three languages (the same name where there is but one)."""

    __tablename__ = "office"
    __table_args__ = (Index(None, "jurisdiction", "name_nl", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str | None] = mapped_column(String(80), unique=True)
    jurisdiction: Mapped[str] = mapped_column(String(10))  # BE, NL, EU ...
    name_nl: Mapped[str] = mapped_column(String(200))
    name_fr: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200))
    folded_names: Mapped[str] = mapped_column(Text)  # all three without accents and capitals, to be searched

    mandates: Mapped[list["Mandate"]] = relationship(back_populates="office", order_by="Mandate.from_on")

    def name_in(self, language: str) -> str:
        """Return the office's name in nl, fr or en; English for any other language."""
        return {"nl": self.name_nl, "fr": self.name_fr}.get(language, self.name_en)


class Mandate(Base):
    """A person in an office, from one day until another; the addressee of a letter is a mandate on a day.

    Days that nobody has confirmed are empty, never guessed.
    """

    __tablename__ = "mandate"
    __table_args__ = (
        CheckConstraint("until_on IS NULL OR from_on IS NULL OR until_on >= from_on", name="days_in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str | None] = mapped_column(String(120), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)
    party: Mapped[str] = mapped_column(String(80), default="")
    from_on: Mapped[date | None]
    until_on: Mapped[date | None]
    source: Mapped[str] = mapped_column(String(400), default="")
    version: Mapped[int] = mapped_column(default=1)

    person: Mapped[Person] = relationship(back_populates="mandates")
    office: Mapped[Office] = relationship(back_populates="mandates")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  SQLAlchemy's own hook


def folded_name_of(name: str) -> str:
    """Return a person's name as the list is sorted and searched by it; what folding makes too long is cut off."""
    return fold(name)[:200]


def folded_names_of(nl: str, fr: str, en: str) -> str:
    """Return an office's names as they are searched."""
    return " ".join(dict.fromkeys(fold(name) for name in (nl, fr, en)))


@event.listens_for(Person, "before_insert")
@event.listens_for(Person, "before_update")
def _fold_person(_mapper: Any, _connection: Any, person: Person) -> None:
    person.folded_name = folded_name_of(person.name)


@event.listens_for(Office, "before_insert")
@event.listens_for(Office, "before_update")
def _fold_office(_mapper: Any, _connection: Any, office: Office) -> None:
    office.folded_names = folded_names_of(office.name_nl, office.name_fr, office.name_en)
