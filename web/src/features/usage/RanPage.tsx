// What really ran: room-hours by day as bars, and their sums by order, room, day or cost group.
import { useQuery } from "@tanstack/react-query";
import { useNow } from "../../api/clock";
import { isDay, todayIn } from "../../api/days";
import type { Usage, UsageSum } from "../../api/schema.gen";
import { useZone } from "../../api/zone";
import { paths } from "../../app/paths";
import { choice, day, useAddress } from "../../ui/address";
import { SelectField } from "../../ui/controls";
import { Csv } from "../../ui/csv";
import { Empty } from "../../ui/empty";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Go } from "../../ui/link";
import { Loaded } from "../../ui/loaded";
import { LongBody } from "../../ui/long";
import { Name } from "../../ui/name";
import { Page } from "../../ui/page";
import { Strip } from "../../ui/strip";
import { Table } from "../../ui/table";
import { DayFields } from "./DayFields";
import { usageMessages } from "./messages";
import { barsPath, BY, hoursByDay, type RanAsked, usageRan } from "./ran";
import { ranMessages } from "./ran.messages";
import css from "./usage.module.css";
import { UsageTabs } from "./UsageTabs";

const ADDRESS = { from: day(), to: day(), by: choice(BY, "order") };
const MINUTE_MS = 60_000;
const ROW_PX = 32;
const WIDTH = 1000;
const HEIGHT = 144;

export function RanPage() {
  const words = useMessages(usageMessages);
  const ran = useMessages(ranMessages);
  const zone = useZone();
  const today = todayIn(zone, useNow(MINUTE_MS));
  const [address, set] = useAddress(ADDRESS);
  const last = isDay(address.to) ? address.to : today;
  const first = isDay(address.from) && address.from <= last ? address.from : `${last.slice(0, 7)}-01`;
  const asked: RanAsked = { first_day: first, last_day: last, by: address.by };
  const days = useQuery(usageRan({ ...asked, by: "day" }));
  const sums = useQuery(usageRan(asked));
  return (
    <Page title={words.usage}>
      <UsageTabs current="ran" />
      <div className="bar">
        <DayFields first={first} last={last} onChange={set} />
        <SelectField
          label={ran.by}
          value={address.by}
          options={BY.map((one) => [one, ran[`by_${one}`]] as const)}
          onChange={(event) => set({ by: event.target.value as RanAsked["by"] })}
        />
        <Csv path="/v1/usage" query={asked} name={`usage-${asked.by}-${first}-${last}`} />
      </div>
      <Loaded query={days} rows={4}>
        {(found) => (
          <div className="stack">
            <Until usage={found} />
            {found.items.length === 0 ? (
              <Empty drawing="ruler" title={ran.emptyTitle}>
                <p className="quiet">{ran.emptyText}</p>
              </Empty>
            ) : (
              <>
                <Bars usage={found} />
                <Loaded query={sums} rows={8}>
                  {(usage) => <Sums usage={usage} by={asked.by} />}
                </Loaded>
              </>
            )}
          </div>
        )}
      </Loaded>
    </Page>
  );
}

function Until({ usage }: { usage: Usage }) {
  const words = useMessages(ranMessages);
  const format = useFormat();
  const zone = useZone();
  const until = usage.measured_until;
  return <p className="quiet">{until ? words.until(format.moment(until, zone)) : words.unmeasured}</p>;
}

function Bars({ usage }: { usage: Usage }) {
  const words = useMessages(ranMessages);
  const format = useFormat();
  const days = hoursByDay(usage);
  const most = Math.max(0, ...days.map((one) => one.hours));
  const path = barsPath(
    days.map((one) => one.hours),
    { most: Math.max(most, 1) * 1.05, width: WIDTH, height: HEIGHT },
  );
  return (
    <figure>
      <figcaption className={css["scale"]}>
        <b>{words.hours}</b>
        <span className="quiet">{words.most(format.count(most))}</span>
      </figcaption>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        className={css["chart"]}
        role="img"
        aria-label={words.chart}
      >
        <path className={css["area"]} d={path} />
        <path className={css["ground"]} d={`M0 ${HEIGHT}H${WIDTH}`} />
      </svg>
      <div className={css["ends"]} aria-hidden="true">
        <span>{format.date(usage.first_day, "short")}</span>
        <span>{format.date(usage.last_day, "short")}</span>
      </div>
    </figure>
  );
}

function Sums({ usage, by }: { usage: Usage; by: RanAsked["by"] }) {
  const words = useMessages(ranMessages);
  const format = useFormat();
  const columns = by === "room" ? 3 : 2;
  return (
    <div className="stack-s">
      {!usage.complete && <Strip state="warming">{words.cut}</Strip>}
      <Table label={words.ran} dense>
        <thead>
          <tr>
            <th scope="col">{words[by]}</th>
            {by === "room" && <th scope="col">{words.order}</th>}
            <th scope="col" className="num">
              {words.hours}
            </th>
          </tr>
        </thead>
        <LongBody count={usage.items.length} height={ROW_PX} columns={columns}>
          {(index) => {
            const sum = usage.items[index]!;
            return (
              <tr key={[sum.order_id, sum.classroom_id, sum.day, sum.cost_group, sum.meter].join(" ")}>
                <th scope="row">
                  <What sum={sum} by={by} />
                </th>
                {by === "room" && (
                  <td>
                    <Name>{sum.order_name}</Name>
                  </td>
                )}
                <td className="num">{format.count(Number(sum.quantity))}</td>
              </tr>
            );
          }}
        </LongBody>
      </Table>
    </div>
  );
}

function What({ sum, by }: { sum: UsageSum; by: RanAsked["by"] }) {
  const words = useMessages(ranMessages);
  const format = useFormat();
  if (by === "day") return <>{format.date(sum.day ?? "", "short")}</>;
  if (by === "cost_group") return sum.cost_group ? <Name>{sum.cost_group}</Name> : <>{words.noGroup}</>;
  const href = by === "room" ? paths.classroom(sum.classroom_id ?? "") : paths.order(sum.order_id ?? "");
  return (
    <Go href={href}>
      <Name>{by === "room" ? sum.room : sum.order_name}</Name>
    </Go>
  );
}
