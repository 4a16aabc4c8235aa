// What this month and the next are going to come to: by part, day, cost group and order. Everything is the service's, down to the sums.
import { useQuery } from "@tanstack/react-query";
import type { MonthForecast, UsageForecast } from "../../../api/schema.gen";
import { useZone } from "../../../api/zone";
import { paths } from "../../../app/paths";
import { text, useAddress } from "../../../ui/address";
import { SelectField } from "../../../ui/controls";
import { Csv } from "../../../ui/csv";
import { Empty } from "../../../ui/empty";
import { useFormat } from "../../../ui/format";
import { useMessages } from "../../../ui/language";
import { Go } from "../../../ui/link";
import { Loaded } from "../../../ui/loaded";
import { useMoney } from "../../../ui/money";
import { Name } from "../../../ui/name";
import { Page, Section } from "../../../ui/page";
import { Strip } from "../../../ui/strip";
import { usageMessages } from "../messages";
import { UsageTabs } from "../UsageTabs";
import { Caps } from "../../billing/caps/Caps";
import { caps as capsQuery } from "../../billing/caps/queries";
import { MonthChart } from "./MonthChart";
import { spendingMessages } from "./messages";
import { Parts } from "./Parts";
import { usageForecast } from "./queries";

const ADDRESS = { month: text() };

export function SpendingPage() {
  const usage = useMessages(usageMessages);
  const words = useMessages(spendingMessages);
  const query = useQuery(usageForecast());
  return (
    <Page title={usage.usage}>
      <UsageTabs current="spending" />
      <Loaded query={query} rows={8}>
        {(forecast) =>
          isEmpty(forecast) ? (
            <div className="stack">
              <Empty drawing="ruler" title={words.emptyTitle}>
                <p className="quiet">{words.emptyText}</p>
              </Empty>
              <Caps currency={forecast.currency} orders={[]} />
            </div>
          ) : (
            <Months forecast={forecast} />
          )
        }
      </Loaded>
    </Page>
  );
}

function isEmpty(forecast: UsageForecast): boolean {
  return forecast.months.every((month) => month.total_minor === 0 && month.orders.length === 0);
}

function Months({ forecast }: { forecast: UsageForecast }) {
  const words = useMessages(spendingMessages);
  const format = useFormat();
  const zone = useZone();
  const [address, set] = useAddress(ADDRESS);
  const { months, currency, measured_until: until } = forecast;
  const month = months.find((one) => one.first_day === address.month) ?? months[0]!;
  const { data: caps = [] } = useQuery(capsQuery());
  const ofAll = caps.filter((cap) => !cap.cost_group && !cap.order_id).map((cap) => cap.amount_minor);
  return (
    <div className="stack">
      <p className="quiet">
        {words.before} {until && words.until(format.moment(until, zone))}
      </p>
      <Section title={words.months} ruled={false}>
        <Parts
          label={words.months}
          head={words.month}
          currency={currency}
          rows={months.map((one) => ({ ...one, key: one.first_day, name: format.date(one.first_day, "month") }))}
          plan
        />
      </Section>
      <div className="bar">
        <SelectField
          label={words.month}
          value={month.first_day}
          options={months.map((one) => [one.first_day, format.date(one.first_day, "month")] as const)}
          onChange={(event) => set({ month: event.target.value })}
        />
        <Csv path="/v1/usage/forecast" query={{}} name={`spending-${months[0]!.first_day}`} />
      </div>
      <MonthChart month={month} currency={currency} caps={ofAll} />
      <Caps
        currency={currency}
        orders={month.orders.map((order) => ({ id: order.order_id, name: order.order_name }))}
      />
      <Groups month={month} currency={currency} />
      <Orders month={month} currency={currency} />
    </div>
  );
}

function Groups({ month, currency }: { month: MonthForecast; currency: string }) {
  const words = useMessages(spendingMessages);
  if (month.cost_groups.every((group) => group.cost_group === null)) return null;
  return (
    <Section title={words.groups} ruled={false}>
      <Parts
        label={words.groups}
        head={words.group}
        currency={currency}
        rows={month.cost_groups.map((group) => ({
          ...group,
          key: group.cost_group ?? "",
          name: group.cost_group === null ? words.noGroup : <Name>{group.cost_group}</Name>,
        }))}
      />
    </Section>
  );
}

function Orders({ month, currency }: { month: MonthForecast; currency: string }) {
  const words = useMessages(spendingMessages);
  const money = useMoney();
  if (month.orders.length === 0) return null;
  return (
    <Section
      title={words.orders}
      ruled={false}
      aside={<span className="small quiet">{money(month.total_minor, currency)}</span>}
    >
      {!month.complete && <Strip state="warming">{words.cut}</Strip>}
      <Parts
        label={words.orders}
        head={words.order}
        currency={currency}
        rows={month.orders.map((order) => ({
          ...order,
          key: order.order_id,
          name: (
            <Go href={paths.order(order.order_id)}>
              <Name>{order.order_name}</Name>
            </Go>
          ),
        }))}
      />
    </Section>
  );
}
