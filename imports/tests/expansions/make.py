"""Calendars with rules, exceptions, further dates and moved lessons, and when their lessons are by readers that have nothing to do with ours.

Writes cases.json, which imports/tests/expansions.rs compares with what an import becomes:
  pip install icalendar==7.3.2 recurring-ical-events==3.8.2 && python3 make.py ../../../tests/data/timetables > cases.json
The readers are icalendar, recurring_ical_events and, below both, python-dateutil.
"""
import datetime as dt
import json
import pathlib
import random
import sys
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events

FIRST, LAST = dt.date(2026, 9, 7), dt.date(2026, 12, 18)
ZONES = ["Asia/Shanghai", "Europe/Berlin", "America/New_York", "UTC"]
DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
dice = random.Random(20260907)


def stamp(at):
    return at.strftime("%Y%m%dT%H%M%S")


def written(name, local, zone):
    """One moment in one of the ways in which programs write it: in its zone, in UTC, or in another zone."""
    way = dice.choice(["own", "utc", "other"])
    if zone == "UTC" or way == "utc":
        return f"{name}:{stamp(local.replace(tzinfo=ZoneInfo(zone)).astimezone(ZoneInfo('UTC')))}Z"
    other = zone if way == "own" else dice.choice(ZONES[:3])
    return f"{name};TZID={other}:{stamp(local.replace(tzinfo=ZoneInfo(zone)).astimezone(ZoneInfo(other)))}"


def rule(start):
    freq = dice.choice(["DAILY", "WEEKLY", "WEEKLY", "WEEKLY", "WEEKLY", "MONTHLY", "YEARLY"])
    parts = [f"FREQ={freq}"]
    # The start is one of the rule's: readers differ on those that are not.
    day = DAYS[start.weekday()]
    if dice.random() < 0.4:
        parts.append(f"INTERVAL={dice.choice([2, 2, 3, 4])}")
    if freq == "WEEKLY" and dice.random() < 0.7:
        days = {day, *dice.sample(DAYS, dice.randint(0, 3))}
        parts.append("BYDAY=" + ",".join(sorted(days, key=DAYS.index)))
        if dice.random() < 0.3:
            parts.append("WKST=SU")
    if freq == "DAILY" and dice.random() < 0.4:
        parts.append("BYDAY=" + ",".join(sorted({day, *dice.sample(DAYS, 3)}, key=DAYS.index)))
    if freq == "MONTHLY":
        week = (start.day - 1) // 7 + 1
        parts.append(dice.choice([f"BYMONTHDAY={start.day}", f"BYDAY={week}{day}" if week < 5 else f"BYDAY=-1{day}"]))
    if freq == "YEARLY":
        parts.append(f"BYMONTH={start.month}")
    end = dice.random()
    if end < 0.3:
        parts.append(f"COUNT={dice.randint(1, 30)}")
    return parts, end


def until(start, zone):
    last = start + dt.timedelta(days=dice.randint(0, 120))
    exact = last.replace(hour=start.hour, minute=start.minute)
    at = dice.choice([exact, exact - dt.timedelta(seconds=1), last.replace(hour=23, minute=59)])
    return "UNTIL=" + stamp(at.replace(tzinfo=ZoneInfo(zone)).astimezone(ZoneInfo("UTC"))) + "Z"


def property_of(name, local, zone):
    return f"{name}:{stamp(local)}Z" if zone == "UTC" else f"{name};TZID={zone}:{stamp(local)}"


def generated(number):
    zone = dice.choice(ZONES)
    # Between seven and four, so that no clock changes at that time and no day with it.
    start = dt.datetime(2026, 9, 7) + dt.timedelta(days=dice.randint(-200, 60), hours=dice.randint(7, 15), minutes=dice.choice([0, 30, 50]))
    parts, end = rule(start)
    if 0.3 <= end < 0.6:
        parts.append(until(start, zone))
    lines = [f"UID:{number}", property_of("DTSTART", start, zone), "DURATION:PT45M", "SUMMARY:M", "LOCATION:7A", "RRULE:" + ";".join(parts)]
    begin = icalendar.Calendar.from_ical(calendar([lines]))
    near = recurring_ical_events.of(begin).between(FIRST - dt.timedelta(days=1), LAST + dt.timedelta(days=2))
    starts = sorted(event.start.astimezone(ZoneInfo(zone)).replace(tzinfo=None) for event in near)
    events = [lines]
    for gone in dice.sample(starts, min(len(starts), dice.choice([0, 0, 1, 2]))):
        lines.append(written("EXDATE", gone, zone))
        starts.remove(gone)
    for _ in range(dice.choice([0, 0, 0, 1, 2])):
        further = dt.datetime(2026, 9, 7, 17, 0) + dt.timedelta(days=dice.randint(0, 100))
        lines.append(written("RDATE", further, zone))
    for moved in dice.sample(starts, min(len(starts), dice.choice([0, 0, 1]))):
        to = moved.replace(hour=19) + dt.timedelta(days=dice.randint(-3, 3))
        events.append([f"UID:{number}", written("RECURRENCE-ID", moved, zone), property_of("DTSTART", to, zone), "DURATION:PT45M", "SUMMARY:M", "LOCATION:7A"])
    return calendar(events), dice.choice(ZONES[:3])


def calendar(events):
    lines = [line for event in events for line in ["BEGIN:VEVENT", *event, "END:VEVENT"]]
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//EN", *lines, "END:VCALENDAR", ""])


def lessons(text, zone):
    """Starts on the wall clock of the order that lie in the term, of events that last."""
    found = recurring_ical_events.of(icalendar.Calendar.from_ical(text)).between(FIRST - dt.timedelta(days=2), LAST + dt.timedelta(days=3))
    at = set()
    for event in found:
        start, end = event.start, event.end
        if not isinstance(start, dt.datetime) or start == end or str(event.get("STATUS", "")).upper() == "CANCELLED":
            continue
        local = (start if start.tzinfo else start.replace(tzinfo=ZoneInfo(zone))).astimezone(ZoneInfo(zone))
        if FIRST <= local.date() <= LAST:
            at.add((local.strftime("%Y-%m-%dT%H:%M"), str(event.get("LOCATION", ""))))
    return sorted(f"{when} {where}" for when, where in at)


def main():
    samples = pathlib.Path(sys.argv[1])
    cases = []
    for name, zone in [("google-class.ics", "Asia/Shanghai")]:
        cases.append({"file": name, "zone": zone, "lessons": lessons((samples / name).read_text(encoding="utf-8"), zone)})
    for number in range(400):
        text, zone = generated(number)
        found = lessons(text, zone)
        # At night a wall time may exist twice, which is an error here and a guess elsewhere.
        if not any("T00" <= lesson[10:13] <= "T03" for lesson in found):
            cases.append({"calendar": text, "zone": zone, "lessons": found})
    print("[")
    print(",\n".join(json.dumps(case, separators=(",", ":")) for case in cases))
    print("]")


main()
