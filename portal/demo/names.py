"""Believable people for a town that does not exist."""

from dataclasses import dataclass
from random import Random

WOMEN = (
    "Мария Иванка Елена Пенка Стефка Надежда Радка Цветана Йорданка Величка Анка Гинка Роза Снежана Виолета Лиляна "
    "Донка Венета Мара Кинка Добринка Росица Албена Ваня Юлия Силвия Даниела Петя Десислава Гергана Кремена Айше Фатме"
).split()
MEN = (
    "Георги Иван Димитър Петър Христо Стоян Васил Никола Тодор Йордан Ангел Атанас Кирил Асен Борис Любомир Станчо "
    "Илия Методи Крум Огнян Валентин Пламен Красимир Живко Мартин Калоян Александър Симеон Хасан Мехмед Юлиян"
).split()
FAMILIES = (
    "Петров Иванов Георгиев Димитров Колев Ангелов Стоянов Тодоров Николов Христов Илиев Михайлов Маринов Василев "
    "Атанасов Йорданов Костов Попов Желев Станчев Кирилов Радев Славов Драганов Вълчев Минчев Цонев Гочев Пенев Русев"
).split()
STREETS = (
    "ул. „Възраждане“",
    "ул. „Хан Аспарух“",
    "ул. „Липите“",
    "ул. „Бяла река“",
    "ул. „Св. св. Кирил и Методий“",
    "ул. „Хаджи Димитър“",
    "ул. „Роза“",
    "ул. „Тракия“",
    "ул. „Осми март“",
    "бул. „България“",
)


@dataclass(frozen=True)
class Name:
    given: str
    middle: str
    family: str
    sex: str


def _feminine(family: str) -> str:
    return f"{family}а"


def _patronymic(father: str) -> str:
    """Георги: Георгиев, Петър: Петров, Станчо: Станчев, Никола: Николов, Илия: Илиев."""
    endings = (
        ("ър", "ров"),
        ("сил", "силев"),
        ("чо", "чев"),
        ("ия", "иев"),
        ("й", "ев"),
        ("и", "иев"),
        ("о", "ов"),
        ("а", "ов"),
    )
    for ending, replacement in endings:
        if father.endswith(ending):
            return father.removesuffix(ending) + replacement
    return f"{father}ов"


def name(random: Random, sex: str | None = None, family: str | None = None) -> Name:
    """A three-part name; a woman's second and third parts end in -а."""
    sex = sex or random.choice("mf")
    patronymic = _patronymic(random.choice(MEN))
    surname = family or random.choice(FAMILIES)
    if sex == "f":
        return Name(random.choice(WOMEN), _feminine(patronymic), _feminine(surname), "f")
    return Name(random.choice(MEN), patronymic, surname, "m")


# Years of birth: the people of the showcase have one of their own, so that no crowd holds their numbers.
CROWD, SHOWN = (1888, 1898), (1899, 1899)


def egn(random: Random, sex: str, used: set[str], born: tuple[int, int] = SHOWN) -> str:
    """A valid ЕГН of somebody born from 1888 to 1899: nobody living can own it (domain.md C1)."""
    while True:
        year, month, day = random.randint(*born) - 1800, random.randint(1, 12), random.randint(1, 28)
        order = random.randint(0, 499) * 2 + (sex == "f")
        digits = f"{year:02d}{month + 20:02d}{day:02d}{order:03d}"
        weights = (2, 4, 8, 5, 10, 9, 7, 3, 6)
        check = sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True)) % 11 % 10
        number = f"{digits}{check}"
        if number not in used:
            used.add(number)
            return number


def address(random: Random) -> dict[str, str]:
    return {"line": f"{random.choice(STREETS)} {random.randint(1, 64)}"}


def phone(random: Random) -> str:
    """+359 88 555 …: the shape of a mobile number; demo never dials or texts anybody."""
    return f"+35988{random.randint(5550000, 5559999)}"
