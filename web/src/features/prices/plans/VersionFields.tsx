// The fields of a version: its terms, and a row of fields a price. What the API refuses is said at the field. A view.
import { Button, SelectField, TextField } from "../../../ui/controls";
import { useFormat } from "../../../ui/format";
import { useMessages } from "../../../ui/language";
import { Section } from "../../../ui/page";
import { planMessages } from "../plan.messages";
import css from "../prices.module.css";
import { plansMessages } from "./messages";
import { StepFields } from "./StepFields";
import { emptyRow, METERS, MODELS, ROWS_MAX, type TypedRow, type TypedVersion, UNMEASURED } from "./typed";

interface VersionFieldsProps {
  typed: TypedVersion;
  /** The pointer of the version in what is sent. */
  base: string;
  /** The API's sentence about a field. */
  at: (pointer: string) => string | undefined;
  onChange: (typed: TypedVersion) => void;
}

export function VersionFields({ typed, base, at, onChange }: VersionFieldsProps) {
  const words = useMessages(plansMessages);
  const field = (name: "currency" | "minimum" | "trial" | "credit" | "creditAll", pointer: string) => ({
    name: `${base}/${pointer}`,
    value: typed[name],
    error: at(`${base}/${pointer}`),
    onChange: (event: { target: { value: string } }) => onChange({ ...typed, [name]: event.target.value }),
  });
  const setRow = (index: number, row: TypedRow | undefined) =>
    onChange({ ...typed, rows: typed.rows.flatMap((one, at) => (at === index ? (row ? [row] : []) : [one])) });
  const add = () => {
    const free = METERS.find((meter) => typed.rows.every((row) => row.key !== meter)) ?? "month";
    const id = Math.max(-1, ...typed.rows.map((row) => row.id)) + 1;
    onChange({ ...typed, rows: [...typed.rows, emptyRow(id, free)] });
  };
  return (
    <>
      <div className={css["fields"]}>
        <TextField label={words.currency} maxLength={3} required {...field("currency", "currency")} />
        <TextField
          label={words.minimum(typed.currency.toUpperCase())}
          inputMode="decimal"
          {...field("minimum", "minimum_minor")}
        />
        <TextField label={words.trial} inputMode="numeric" {...field("trial", "trial_days")} />
        <TextField
          label={words.credit}
          hint={words.creditHint}
          inputMode="numeric"
          {...field("credit", "promise/credit_percent")}
        />
        <TextField
          label={words.creditAll}
          hint={words.creditAllHint}
          inputMode="numeric"
          {...field("creditAll", "promise/full_after_minutes")}
        />
      </div>
      <Section title={words.prices}>
        <div className={css["rows"]}>
          {typed.rows.map((row, index) => (
            <RowFields
              key={row.id}
              row={row}
              number={index + 1}
              currency={typed.currency.toUpperCase()}
              base={`${base}/prices/${index}`}
              at={at}
              onChange={(next) => setRow(index, next)}
            />
          ))}
          {typed.rows.length < ROWS_MAX && <Button onClick={add}>{words.addPrice}</Button>}
        </div>
      </Section>
    </>
  );
}

interface RowFieldsProps {
  row: TypedRow;
  number: number;
  currency: string;
  base: string;
  at: (pointer: string) => string | undefined;
  /** `undefined` takes it away. */
  onChange: (row: TypedRow | undefined) => void;
}

function RowFields({ row, number, currency, base, at, onChange }: RowFieldsProps) {
  const words = useMessages(plansMessages);
  const units = useMessages(planMessages);
  const format = useFormat();
  const text = format.count(number);
  const field = (name: "key" | "title" | "meter" | "model" | "unit" | "included", pointer: string = name) => ({
    name: `${base}/${pointer}`,
    value: row[name],
    error: at(`${base}/${pointer}`),
    onChange: (event: { target: { value: string } }) => onChange({ ...row, [name]: event.target.value }),
  });
  const meterWord = (meter: (typeof METERS)[number]) =>
    UNMEASURED.includes(meter) ? words.notMeasured(units[`m_${meter}`]) : units[`m_${meter}`];
  return (
    <fieldset>
      <legend>{words.priceOf(text)}</legend>
      <div className={css["fields"]}>
        <TextField label={words.title} maxLength={200} required {...field("title")} />
        <TextField label={words.key} hint={words.keyHint} maxLength={64} required {...field("key")} />
        <SelectField
          label={words.meter}
          options={METERS.map((one) => [one, meterWord(one)] as const)}
          {...field("meter")}
        />
        <SelectField
          label={words.model}
          options={MODELS.map((one) => [one, words[one]] as const)}
          {...field("model")}
        />
        {row.model === "per_unit" && (
          <TextField
            label={words.unit(currency)}
            inputMode="decimal"
            required
            {...field("unit", "unit_amount_minor")}
          />
        )}
        <TextField label={words.included} hint={words.includedHint} inputMode="numeric" {...field("included")} />
      </div>
      {row.model !== "per_unit" && (
        <StepFields
          steps={row.steps}
          currency={currency}
          base={`${base}/tiers`}
          at={at}
          onChange={(steps) => onChange({ ...row, steps })}
        />
      )}
      <Button look="line" aria-label={words.removePrice(text)} onClick={() => onChange(undefined)}>
        {words.remove}
      </Button>
    </fieldset>
  );
}
