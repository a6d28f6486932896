"""A plan of the municipality drawn by us: settlements and places as labelled dots, a scale bar and north.

Nothing is asked of anybody else's map. The list beside the picture says the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import cos, radians

from people.models import Settlement
from services.places import Place, Point, distance_km, point_of

WIDTH, HEIGHT, EDGE = 680, 420, 48
LETTER, LINE = 8.4, 20
# A plan of one street would be drawn as large as a plan of the whole municipality.
LEAST_KM = 2.0
STEPS_KM = (0.5, 1, 2, 5, 10, 20, 50, 100)


@dataclass(frozen=True)
class Dot:
    x: float
    y: float
    label: str
    label_x: float
    label_y: float
    is_place: bool

    @property
    def is_far(self) -> bool:
        """The label found no room beside its dot: a thin line joins them."""
        return abs(self.label_y - self.y) > LINE

    @property
    def joint(self) -> tuple[float, float]:
        """Where the line meets the label."""
        return self.label_x, self.label_y - 5

    @property
    def anchor(self) -> str:
        """Which end of the label is at `label_x`: the one nearer to the dot, whatever letters the reader's font has."""
        return "start" if self.label_x > self.x else "end"


@dataclass(frozen=True)
class Plan:
    dots: list[Dot]
    bar: float
    bar_km: str

    @property
    def places(self) -> list[Dot]:
        return [dot for dot in self.dots if dot.is_place]

    @property
    def settlements(self) -> list[Dot]:
        return [dot for dot in self.dots if not dot.is_place]


Box = tuple[float, float, float, float]


class _Sheet:
    """Turns degrees into picture units (equal distances in both directions) and finds room for labels."""

    def __init__(self, points: list[Point]) -> None:
        latitudes, longitudes = [point.latitude for point in points], [point.longitude for point in points]
        self.middle = Point((min(latitudes) + max(latitudes)) / 2, (min(longitudes) + max(longitudes)) / 2)
        self.shrink = cos(radians(self.middle.latitude))
        degree = distance_km(Point(0, 0), Point(1, 0))
        high = max((max(latitudes) - min(latitudes)) * degree, LEAST_KM)
        wide = max((max(longitudes) - min(longitudes)) * degree * self.shrink, LEAST_KM)
        self.per_km = min((WIDTH - 4 * EDGE) / wide, (HEIGHT - 2.5 * EDGE) / high)
        self.per_degree = self.per_km * degree
        self.taken: list[Box] = [(EDGE - 8, HEIGHT - 44, EDGE + 200, HEIGHT)]

    def at(self, point: Point) -> tuple[float, float]:
        x = WIDTH / 2 + (point.longitude - self.middle.longitude) * self.shrink * self.per_degree
        y = (HEIGHT - 0.5 * EDGE) / 2 - (point.latitude - self.middle.latitude) * self.per_degree
        return round(x, 1), round(y, 1)

    def keep(self, x: float, y: float) -> None:
        self.taken.append((x - 8, y - 8, x + 8, y + 8))

    def room_for(self, x: float, y: float, text: str) -> tuple[float, float]:
        """The near end of the label's line: the nearest spot that covers nothing, or the first if all are taken."""
        width = len(text) * LETTER
        spots = list(self._spots(x, y, width))
        free = (spot for spot in spots if not self._is_taken(self._box(*spot, width)))
        left, base = next(free, spots[0])
        self.taken.append(self._box(left, base, width))
        return round(left if left > x else left + width, 1), round(base, 1)

    @staticmethod
    def _spots(x: float, y: float, width: float) -> Iterator[tuple[float, float]]:
        for away in range(0, 9):
            for down in (away, -away) if away else (0,):
                yield x + 14, y + 5 + down * LINE
                yield x - 14 - width, y + 5 + down * LINE

    @staticmethod
    def _box(left: float, base: float, width: float) -> Box:
        return left - 2, base - LINE + 4, left + width + 2, base + 5

    def _is_taken(self, box: Box) -> bool:
        left, top, right, bottom = box
        if left < 4 or right > WIDTH - 4 or top < 4 or bottom > HEIGHT - 4:
            return True
        return any(left < r and right > l and top < b and bottom > t for l, t, r, b in self.taken)  # noqa: E741


def draw(places: list[Place], settlements: Iterable[Settlement]) -> Plan | None:
    """None when nothing has coordinates."""
    sited = [(row, row.point) for row in places if row.point is not None]
    towns = [(row, point) for row in settlements if (point := point_of(row)) is not None]
    points = [point for _row, point in (*sited, *towns)]
    if not points:
        return None
    sheet = _Sheet(points)
    for point in points:
        sheet.keep(*sheet.at(point))
    dots = [_dot(sheet, point, f"{row.number}. {row.name}", is_place=True) for row, point in sited]
    dots += [_dot(sheet, point, str(row), is_place=False) for row, point in towns]
    bar = max(km for km in STEPS_KM if km * sheet.per_km <= WIDTH / 3 or km == STEPS_KM[0])
    return Plan(dots, round(bar * sheet.per_km, 1), f"{bar:g}")


def _dot(sheet: _Sheet, point: Point, label: str, *, is_place: bool) -> Dot:
    x, y = sheet.at(point)
    left, base = sheet.room_for(x, y, label)
    return Dot(x, y, label, left, base, is_place)
