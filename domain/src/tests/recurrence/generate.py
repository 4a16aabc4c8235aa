"""Writes cases.json: recurrence rules, expanded by python-dateutil and put on the clock by zoneinfo.

An independent calendar library says what the expansion must yield. Needs python-dateutil and the system's zone data; run it from anywhere:

    python3 domain/src/tests/recurrence/generate.py

The cases are drawn with a fixed seed, so that a second run changes nothing but what the libraries changed.
"""

import itertools
import json
import random
import re
from datetime import date, datetime, time, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

ZONES = ["Asia/Shanghai", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "America/Santiago", "Asia/Kolkata", "Pacific/Auckland", "UTC", "Africa/Cairo"]
DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
STARTS = ["00:00", "00:30", "01:30", "02:00", "02:30", "03:00", "08:00", "09:15", "13:30", "23:30", "23:59"]

FIXED = [
    "FREQ=DAILY", "FREQ=DAILY;INTERVAL=3", "FREQ=DAILY;COUNT=7", "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR", "FREQ=DAILY;BYMONTH=10,11", "FREQ=DAILY;BYMONTHDAY=-1",
    "FREQ=DAILY;INTERVAL=2;BYDAY=SA,SU", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=29", "FREQ=DAILY;UNTIL=20261015", "FREQ=DAILY;UNTIL=20261015T090000", "FREQ=DAILY;UNTIL=20261015T010000Z",
    "FREQ=WEEKLY", "FREQ=WEEKLY;BYDAY=MO,WE", "FREQ=WEEKLY;INTERVAL=2", "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;WKST=MO",
    "FREQ=WEEKLY;INTERVAL=3;BYDAY=MO,FR;COUNT=9", "FREQ=WEEKLY;BYMONTH=12,1;BYDAY=TH", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "FREQ=WEEKLY;BYDAY=FR,MO;BYSETPOS=1,2",
    "FREQ=MONTHLY", "FREQ=MONTHLY;BYDAY=1MO", "FREQ=MONTHLY;BYDAY=-1FR", "FREQ=MONTHLY;BYDAY=+2TU,4TU", "FREQ=MONTHLY;BYDAY=5MO", "FREQ=MONTHLY;BYMONTHDAY=31", "FREQ=MONTHLY;BYMONTHDAY=-1",
    "FREQ=MONTHLY;BYMONTHDAY=1,15,-2", "FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=10", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1,-2",
    "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "FREQ=MONTHLY;BYMONTHDAY=30;COUNT=4", "FREQ=MONTHLY;BYMONTH=9,11;BYDAY=WE",
    "FREQ=YEARLY", "FREQ=YEARLY;BYMONTH=9,10;BYDAY=TU", "FREQ=YEARLY;BYMONTH=10;BYMONTHDAY=1,2,3", "FREQ=YEARLY;BYYEARDAY=1,100,-1", "FREQ=YEARLY;BYWEEKNO=40,52", "FREQ=YEARLY;BYWEEKNO=1,53;BYDAY=MO",
    "FREQ=YEARLY;BYDAY=40MO", "FREQ=YEARLY;BYDAY=-1SU", "FREQ=YEARLY;BYMONTH=11;BYDAY=4TH", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "FREQ=YEARLY;BYDAY=SA;BYSETPOS=-10,40,41", "FREQ=YEARLY;INTERVAL=2;BYMONTH=3",
    "freq=weekly;byday=mo",
]


# Every kind of change of clocks: an hour at night, half an hour, and one that skips or repeats midnight.
CHANGES = [
    ("America/New_York", "02:30"), ("America/New_York", "01:30"), ("Europe/Berlin", "02:00"), ("Europe/Berlin", "03:00"), ("Australia/Lord_Howe", "02:15"),
    ("Australia/Lord_Howe", "01:45"), ("America/Santiago", "00:00"), ("America/Santiago", "23:30"), ("Africa/Cairo", "00:30"), ("Africa/Cairo", "23:30"), ("Pacific/Auckland", "02:59"),
]


def drawn(rng):
    """A rule at random, over all parts that are allowed."""
    freq = rng.choice(["DAILY", "WEEKLY", "WEEKLY", "WEEKLY", "MONTHLY", "MONTHLY", "YEARLY"])
    parts = [f"FREQ={freq}"]
    if rng.random() < 0.5:
        parts.append(f"INTERVAL={rng.randint(1, 4 if freq != 'YEARLY' else 1)}")
    by = []
    if rng.random() < (0.9 if freq == "WEEKLY" else 0.5):
        days = rng.sample(DAYS, rng.randint(1, 4))
        if freq in ("MONTHLY",) and rng.random() < 0.5:
            days = [f"{rng.choice([1, 2, 3, 4, 5, -1, -2])}{d}" for d in days]
        by.append("BYDAY=" + ",".join(days))
    elif freq != "WEEKLY" and rng.random() < 0.6:
        by.append("BYMONTHDAY=" + ",".join(str(n) for n in rng.sample([1, 2, 5, 10, 15, 20, 28, 29, 30, 31, -1, -3, -31], rng.randint(1, 4))))
    if rng.random() < 0.3 or (freq == "YEARLY" and not by):
        by.append("BYMONTH=" + ",".join(str(n) for n in sorted(rng.sample(range(1, 13), rng.randint(3, 8)))))
    if by and rng.random() < 0.25:
        by.append("BYSETPOS=" + ",".join(str(n) for n in rng.sample([1, 2, 3, -1, -2], rng.randint(1, 2))))
    parts += by
    if rng.random() < 0.25:
        parts.append(f"COUNT={rng.randint(1, 30)}")
    return ";".join(parts)


def counted(text, start):
    """What dateutil yields, but for two of its mistakes.

    It counts the positions of the first week from the start and not from the week's beginning (dateutil#1398), and takes every day of the weeks of a
    BYWEEKNO without BYDAY, where RFC 5545 means the weekday of the start.
    """
    if "BYWEEKNO" in text and not re.search("BYDAY|BYMONTHDAY|BYYEARDAY", text):
        text += ";BYDAY=" + DAYS[start.weekday()]
    if "FREQ=WEEKLY" not in text or "BYSETPOS" not in text:
        yield from rrulestr(text, dtstart=start)
        return
    if "BYDAY" not in text:
        text += ";BYDAY=" + DAYS[start.weekday()]
    count = re.search(r";COUNT=(\d+)", text)
    text = text.replace(count.group(0), "") if count else text
    from_monday = rrulestr(text, dtstart=start - timedelta(days=start.weekday()))
    yield from itertools.islice((wall for wall in from_monday if wall >= start), int(count.group(1)) if count else None)


def expand(rule, zone, first, last, counted_from, start):
    """Dates, instants, and the dates on which the wall time is skipped or doubled."""
    tz = ZoneInfo(zone)
    hour, minute = map(int, start.split(":"))
    text, until = rule.upper(), re.search(r";UNTIL=(\w+)", rule.upper())
    end = datetime.combine(last, time.max)
    if until:
        text = text.replace(until.group(0), "")
        value = until.group(1)
        if len(value) == 8:
            limit = datetime.combine(datetime.strptime(value, "%Y%m%d").date(), time.max)
        elif value.endswith("Z"):
            limit = datetime.strptime(value, "%Y%m%dT%H%M%SZ").replace(tzinfo=timezone.utc).astimezone(tz).replace(tzinfo=None)
        else:
            limit = datetime.strptime(value, "%Y%m%dT%H%M%S")
        end = min(end, limit)
    held, skipped, twice = [], [], []
    for wall in counted(text, datetime.combine(counted_from, time(hour, minute))):
        if wall > end:
            break
        if wall.date() < first:
            continue
        early, late = (wall.replace(tzinfo=tz, fold=fold).astimezone(timezone.utc) for fold in (0, 1))
        if early.astimezone(tz).replace(tzinfo=None) != wall:
            skipped.append(wall.date().isoformat())
        elif early != late:
            twice.append(wall.date().isoformat())
        else:
            held.append(f"{wall.date().isoformat()} {int(early.timestamp())}")
    return held, skipped, twice


def case(rule, zone, term, counted_from, start):
    held, skipped, twice = expand(rule, zone, *term, counted_from, start)
    out = {"rule": rule, "zone": zone, "first_day": str(term[0]), "last_day": str(term[1]), "from": str(counted_from), "start": start, "held": held}
    return out | ({"skipped": skipped} if skipped else {}) | ({"twice": twice} if twice else {})


def main():
    rng = random.Random(20260901)
    cases = []
    for number, rule in enumerate(FIXED + [drawn(rng) for _ in range(240)]):
        first = date(2026, 9, 1) if number % 3 == 0 else date(2026, 2, 1) + timedelta(days=rng.randrange(0, 500))
        last = first + timedelta(days=rng.choice([30, 60, 90, 139] if "DAILY" in rule else [139, 200, 364, 419]))
        counted_from = first + timedelta(days=rng.choice([0, 0, 0, 3, 7, 8, -5, -30]))
        zone, start = ZONES[number % len(ZONES)], rng.choice(STARTS)
        cases.append(case(rule, zone, (first, last), counted_from, start))
    for zone, start in CHANGES:
        for first in (date(2026, 3, 1), date(2026, 9, 20)):
            cases.append(case("FREQ=DAILY", zone, (first, first + timedelta(days=62)), first, start))
    lines = ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases)
    Path(__file__).with_name("cases.json").write_text(f"[\n{lines}\n]\n")


if __name__ == "__main__":
    main()
