"""How Bulgarian pages write dates, times and numbers (the house style, not CLDR's)."""

DATE_FORMAT = "d.m.Y г."
SHORT_DATE_FORMAT = "d.m.Y"
DATETIME_FORMAT = "d.m.Y г., H:i ч."
SHORT_DATETIME_FORMAT = "d.m.Y H:i"
TIME_FORMAT = "H:i ч."
MONTH_DAY_FORMAT = "j F"
YEAR_MONTH_FORMAT = "F Y г."
DATE_INPUT_FORMATS = ["%d.%m.%Y", "%d.%m.%y", "%d/%m/%Y", "%d/%m/%y", "%d-%m-%Y", "%Y-%m-%d"]
FIRST_DAY_OF_WEEK = 1
DECIMAL_SEPARATOR = ","
THOUSAND_SEPARATOR = "\xa0"
NUMBER_GROUPING = 3
