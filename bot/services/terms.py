"""What the studio works by: catalogue, prices, which models have a key. Fixed while it runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from bot.domain.model import Catalogue, Model, Provider
from bot.errors import ModelCannot


@dataclass(frozen=True, slots=True)
class Terms:
    catalogue: Catalogue
    credits_per_usd: Decimal
    keyed: frozenset[Provider]
    """Providers that can really be called (a key, or no key needed)."""
    practice_credits: int
    """Milli-credits of a fresh studio."""
    sketches_per_minute: int = 20
    partials: int = 0
    """Unfinished pictures wanted on the way to each picture; priced, where a vendor sends any."""
    homes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Servers that this team works in, by platform; none named: the first that invites the desk."""
    gone: set[str] = field(default_factory=set)
    """Model ids whose vendor answered that there is no such model, or whose last day is over: out
    of choice until a restart looks again."""

    def practice(self) -> bool:
        """No vendor key at all: paid models are practised, never called."""
        return not self.keyed - {Provider.SKETCH}

    def model(self, model_id: str) -> Model:
        """Raises ModelCannot for an unknown id, and for one that was shut down."""
        found = self.catalogue.model(model_id)
        if found is None:
            raise ModelCannot(model_id, "gone")
        return found

    def usable(self) -> frozenset[str]:
        """Model ids that people may choose now."""
        return frozenset(
            m.id
            for m in self.catalogue.models
            if not m.hidden
            and m.id not in self.gone
            and (m.provider in self.keyed or self.practice())
        )

    def retire(self, on: date) -> tuple[Model, ...]:
        """Takes models past their vendor's last day out of choice; those that people would miss."""
        ended = [m for m in self.catalogue.models if m.shut_down and m.shut_down <= on]
        fresh = [m for m in ended if m.id not in self.gone]
        self.gone.update(m.id for m in fresh)
        return tuple(m for m in fresh if not m.hidden and self.real(m))

    def real(self, model: Model) -> bool:
        """Whether this model is called for real, not practised."""
        return model.provider in self.keyed


def day_of(now: float, time_zone: str) -> str:
    """The team's calendar day, ISO: daily caps count by it."""
    return datetime.fromtimestamp(now, ZoneInfo(time_zone)).date().isoformat()


def end_of_month(now: float, time_zone: str) -> float:
    """The first moment of the next month where the team is."""
    here = datetime.fromtimestamp(now, ZoneInfo(time_zone))
    year, month = (here.year + 1, 1) if here.month == 12 else (here.year, here.month + 1)  # noqa: PLR2004 - December
    return datetime(year, month, 1, tzinfo=here.tzinfo).timestamp()


def end_of(day: date) -> float:
    """The last second of a day, UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() + 24 * 3600 - 1


def date_of(now: float) -> date:
    """Today in UTC: price rows are dated by it."""
    return datetime.fromtimestamp(now, UTC).date()
