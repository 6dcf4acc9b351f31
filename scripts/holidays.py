#!/usr/bin/env python3
"""Writes config/holidays.toml from the PyPI package `holidays` (MIT).

    pip install holidays==0.109
    python3 scripts/holidays.py > config/holidays.toml

Public holidays at national level, observed days included. A weekend day is left out: the rule
counts Monday to Friday (domain facts 7.5), so it can never matter.
"""

import sys

sys.path.pop(0)  # this file has the package's name; without this line it would import itself
import holidays  # noqa: E402

COUNTRIES = (
    "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE "  # EU-27
    "GB IS AL BA XK ME MK RS TR AM MD UA"  # the rest of COSME 2014-2020 (domain facts 5.1)
).split()
YEARS = range(2020, 2031)

HEAD = f"""\
# Public holidays by country (ISO 3166) and year, as MM-DD, Monday to Friday only.
# Made by scripts/holidays.py from PyPI `holidays` {holidays.__version__} (MIT), category "public", national
# level, observed days included. Do not edit by hand; raise the version there and run
#     python3 scripts/holidays.py > config/holidays.toml
#
# A country and year without a line is an error in Convoca, never "no holidays".
# - Feasts of Islam follow the moon and can move by a day. In AL BA MK XK the package works them out;
#   those lines end in "# estimated". In TR the future ones come from its table of announced days.
# - Regional days (German Länder, Spanish communities, UK nations, entities of Bosnia and Herzegovina)
#   are left out.
# - Ukraine has no days off on holidays under martial law (since 15 March 2022); the package carries
#   that on until it ends, so these lines are empty.
# - Days a government grants at short notice are only in it once the package knows them.
"""


def main() -> None:
    print(HEAD)
    for country in COUNTRIES:
        # One year more on each side: an observed day can fall in the year before or after.
        days = holidays.country_holidays(
            country,
            years=range(YEARS.start - 1, YEARS.stop + 1),
            observed=True,
            categories=("public",),
            language="en_US",
        )
        for year in YEARS:
            work = sorted(day for day in days if day.year == year and day.weekday() < 5)
            listed = ", ".join(f'"{day:%m-%d}"' for day in work)
            note = "  # estimated" if any("estimated" in days[day] for day in work) else ""
            print(f"{country}.{year} = [{listed}]{note}")


if __name__ == "__main__":
    main()
