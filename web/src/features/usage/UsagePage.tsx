// The quota, and what of it is booked over the days that the address names; each peak opens into its orders.
import { useQuery } from "@tanstack/react-query";
import { useNow } from "../../api/clock";
import { addDays, daysBetween, isDay, startOfDay, todayIn } from "../../api/days";
import type { QuotaUsage, UsageCalendar, UsageItem } from "../../api/schema.gen";
import { useZone } from "../../api/zone";
import { choice, day, useAddress } from "../../ui/address";
import { SelectField } from "../../ui/controls";
import { Csv } from "../../ui/csv";
import { useFormat, wallDate, wallTime } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Loaded } from "../../ui/loaded";
import { LongBody } from "../../ui/long";
import { Facts, Page, Section } from "../../ui/page";
import { Table } from "../../ui/table";
import { type CalendarAsked, usageCalendar } from "./calendar";
import { Chart } from "./Chart";
import { DayFields } from "./DayFields";
import { usageMessages } from "./messages";
import { Peaks } from "./Peaks";
import { quotaUsage } from "./queries";
import { Quota } from "./Quota";
import { UsageTabs } from "./UsageTabs";
import css from "./usage.module.css";

const ADDRESS = { from: day(), to: day(), by: choice(["", "slot", "hour", "day"], "") };
const MINUTE_MS = 60_000;
const ROW_PX = 32;
/** Up to so many days are shown by the hour unless something else is asked. */
const HOURS_UP_TO_DAYS = 14;
const SLOTS_UP_TO_DAYS = 7;

export function UsagePage() {
  const words = useMessages(usageMessages);
  const quota = useQuery(quotaUsage());
  return (
    <Page title={words.usage}>
      <UsageTabs current="booked" />
      <div className="stack">
        <Section title={words.quota}>
          <Loaded query={quota} rows={3}>
            {(found) => <Limits quota={found} />}
          </Loaded>
        </Section>
        <CalendarSection />
      </div>
    </Page>
  );
}

function Limits({ quota }: { quota: QuotaUsage }) {
  const words = useMessages(usageMessages);
  const format = useFormat();
  return (
    <div className={css["rulers"]}>
      <Quota quota={quota} />
      <Facts
        facts={[
          [words.liveOrders, words.ofLimit(format.count(quota.live_orders.now), format.count(quota.live_orders.limit))],
          [words.perOrder, format.count(quota.rooms_per_order.limit)],
        ]}
      />
    </div>
  );
}

function CalendarSection() {
  const words = useMessages(usageMessages);
  const zone = useZone();
  const today = todayIn(zone, useNow(MINUTE_MS));
  const [address, set] = useAddress(ADDRESS);
  const first = isDay(address.from) ? address.from : `${today.slice(0, 7)}-01`;
  const last = isDay(address.to) && address.to >= first ? address.to : monthEnd(first);
  const days = daysBetween(first, last) + 1;
  const resolution = address.by || (days <= HOURS_UP_TO_DAYS ? "hour" : "day");
  const asked: CalendarAsked = { from: startOfDay(first, zone), to: startOfDay(addDays(last, 1), zone), resolution };
  const query = useQuery(usageCalendar(asked));
  return (
    <Section title={words.calendar}>
      <div className="bar">
        <DayFields first={first} last={last} onChange={set} />
        <SelectField
          label={words.resolution}
          value={resolution}
          options={[
            ...(days <= SLOTS_UP_TO_DAYS ? [["slot", words.slot] as const] : []),
            ["hour", words.hour],
            ["day", words.day],
          ]}
          onChange={(event) => set({ by: event.target.value as "slot" | "hour" | "day" })}
        />
        <Csv path="/v1/usage/calendar" query={asked} name={`usage-${first}-${last}`} />
      </div>
      <Loaded query={query} rows={6}>
        {(calendar) => (
          <Calendar calendar={calendar} from={Date.parse(asked.from)} to={Date.parse(asked.to)} ends={[first, last]} />
        )}
      </Loaded>
    </Section>
  );
}

interface CalendarProps {
  calendar: UsageCalendar;
  from: number;
  to: number;
  ends: readonly [string, string];
}

function Calendar({ calendar, from, to, ends }: CalendarProps) {
  const words = useMessages(usageMessages);
  if (calendar.items.every((step) => step.rooms === 0)) return <p className="quiet">{words.nothing}</p>;
  return (
    <div className="stack">
      <Chart calendar={calendar} limit="rooms" from={from} to={to} ends={ends} />
      <Chart calendar={calendar} limit="seats" from={from} to={to} ends={ends} />
      <Section title={words.peaks}>
        <Peaks peaks={calendar.peaks} />
      </Section>
      <details className={css["steps"]}>
        <summary>{words.steps}</summary>
        <Steps steps={calendar.items} />
      </details>
    </div>
  );
}

function Steps({ steps }: { steps: readonly UsageItem[] }) {
  const words = useMessages(usageMessages);
  const format = useFormat();
  return (
    <Table label={words.steps} dense>
      <thead>
        <tr>
          <th scope="col">{words.time}</th>
          <th scope="col" className="num">
            {words.rooms}
          </th>
          <th scope="col" className="num">
            {words.seats}
          </th>
        </tr>
      </thead>
      <LongBody count={steps.length} height={ROW_PX} columns={3}>
        {(index) => {
          const step = steps[index]!;
          return (
            <tr key={step.at}>
              <th
                scope="row"
                className="nowrap"
              >{`${format.date(wallDate(step.at_local), "short")} ${wallTime(step.at_local)}`}</th>
              <td className="num">{format.count(step.rooms)}</td>
              <td className="num">{format.count(step.seats)}</td>
            </tr>
          );
        }}
      </LongBody>
    </Table>
  );
}

function monthEnd(day: string): string {
  const next = new Date(`${day.slice(0, 7)}-28T00:00:00Z`);
  next.setUTCDate(32);
  next.setUTCDate(0);
  return next.toISOString().slice(0, 10);
}
