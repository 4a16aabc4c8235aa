// What stands in the place of something else: nothing yet, on its way, what went wrong; news over a page, fields, sheets.
import { Button, Check, SelectField, TextArea, TextField } from "../src/ui/controls";
import { Empty, Skeleton } from "../src/ui/empty";
import { Facts, Page, Section, Tabs } from "../src/ui/page";
import { Ruler } from "../src/ui/ruler";
import { Secret, Sheet } from "../src/ui/sheet";
import { Status } from "../src/ui/status";
import { Failed, FailureStrip, Strip } from "../src/ui/strip";
import { Name } from "../src/ui/name";
import { broken, failure, forbidden, HARD, LONG, many, offline, RTL } from "./fixtures";
import type { Views } from "./main";

const STATES = [
  "scheduled",
  "warming",
  "ready",
  "live",
  "ended",
  "cancelled",
  "missed",
  "refused",
  "suspended",
  "unknown",
] as const;

const invalid = failure("invalid", 422, {
  title: "The order is not valid.",
  detail: "Two fields are wrong.",
  errors: [
    { pointer: "/rooms/0/key", code: "too_long", params: {}, detail: "A room's key has at most 60 characters." },
    { pointer: "/term/last_day", code: "before", params: {}, detail: "The last day is before the first." },
  ],
});

export const partViews: Views = {
  instead: {
    loading: () => <Skeleton rows={6} />,
    empty: () => (
      <Empty drawing="desk" title="还没有订单">
        <p>An order is a term of classrooms with their timetable.</p>
      </Empty>
    ),
    broken: () => <Failed error={broken} again={() => undefined} />,
    forbidden: () => <Failed error={forbidden} />,
    offline: () => <Failed error={offline} again={() => undefined} />,
    unknown: () => <Failed error={new Error("no failure")} again={() => undefined} />,
  },
  strips: {
    states: () => (
      <div className="stack-s">
        {STATES.map((state) => (
          <Strip key={state} state={state} acts={<Button look="small">OK</Button>}>
            <Status state={state} /> 8-3
          </Strip>
        ))}
      </div>
    ),
    invalid: () => <FailureStrip error={invalid} fields={["/rooms/0/key"]} />,
    long: () => (
      <Strip state="missed" acts={<Button>{LONG.slice(0, 40)}</Button>}>
        {LONG}
      </Strip>
    ),
    broken: () => <FailureStrip error={broken} />,
  },
  page: {
    usual: () => (
      <Page title="9" heading="秋季学期 七年级" sub="班级课 · 12 间" acts={<Button>OK</Button>}>
        <Facts
          facts={[
            ["Id", "ord_1"],
            ["Zone", "Asia/Shanghai"],
          ]}
        />
      </Page>
    ),
    long: () => (
      <Page
        title="9"
        heading={<Name max={500}>{LONG}</Name>}
        sub={LONG}
        acts={many(4, (n) => (
          <Button key={n}>{HARD[n]!.slice(0, 18)}</Button>
        ))}
      >
        <Tabs
          label="tabs"
          tabs={HARD.map((label, n) => ({ href: `/${n}`, label: label.slice(0, 40), current: n === 1 }))}
        />
        <Facts facts={HARD.map((name, n) => [String(n), <Name key={n}>{name}</Name>])} />
      </Page>
    ),
  },
  fields: {
    usual: () => (
      <form className="stack-s">
        <TextField label="Name" hint="How others see you" defaultValue={RTL} />
        <TextArea label="Staff" rows={3} defaultValue="a@school.example" />
        <SelectField
          label="Role"
          options={[
            ["a", "Owner"],
            ["b", LONG],
          ]}
        />
        <Check label={LONG} defaultChecked />
      </form>
    ),
    wrong: () => (
      <form className="stack-s">
        <TextField label="Name" error="A name has at most 200 characters." defaultValue={LONG} />
        <TextField label="Name" error={LONG} hint="How others see you" />
      </form>
    ),
    because: () => (
      <div className="acts">
        <Button look="main">OK</Button>
        <Button because="Your role may not do this. An owner may.">OK</Button>
        <Button look="warn">OK</Button>
        <Button look="small" pressed>
          OK
        </Button>
      </div>
    ),
  },
  rulers: {
    states: () => (
      <Section title="Quota">
        <Ruler label="0" used={0} limit={100} />
        <Ruler label="60" used={60} limit={100} peak={92} />
        <Ruler label="100" used={100} limit={100} peak={100} />
        <Ruler label={LONG} used={1_234_567} limit={10_000_000} peak={12_000_000} />
      </Section>
    ),
  },
  sheets: {
    usual: () => (
      <Sheet title="7-1 语文" onClose={() => undefined} acts={<Button look="main">OK</Button>}>
        <Secret>hr_live_0123456789abcdef0123456789abcdef0123456789abcdef</Secret>
      </Sheet>
    ),
    long: () => (
      <Sheet
        title={<Name max={500}>{LONG}</Name>}
        wide
        onClose={() => undefined}
        acts={many(4, (n) => (
          <Button key={n}>{HARD[n]!.slice(0, 18)}</Button>
        ))}
      >
        <div className="stack-s">
          {many(30, (n) => (
            <p key={n}>{HARD[n % 4]}</p>
          ))}
        </div>
      </Sheet>
    ),
  },
};
