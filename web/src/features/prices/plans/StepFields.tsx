// The steps of a price, from the lowest to one without an end. A view.
import { Button, TextField } from "../../../ui/controls";
import { useFormat } from "../../../ui/format";
import { useMessages } from "../../../ui/language";
import css from "../prices.module.css";
import { plansMessages } from "./messages";
import { emptyStep, ROWS_MAX, type TypedStep } from "./typed";

interface StepFieldsProps {
  steps: readonly TypedStep[];
  currency: string;
  base: string;
  at: (pointer: string) => string | undefined;
  onChange: (steps: TypedStep[]) => void;
}

export function StepFields({ steps, currency, base, at, onChange }: StepFieldsProps) {
  const words = useMessages(plansMessages);
  const format = useFormat();
  const field = (index: number, name: keyof TypedStep, pointer: string) => ({
    name: `${base}/${index}/${pointer}`,
    value: steps[index]?.[name] ?? "",
    error: at(`${base}/${index}/${pointer}`),
    onChange: (event: { target: { value: string } }) =>
      onChange(steps.map((one, at) => (at === index ? { ...one, [name]: event.target.value } : one))),
  });
  return (
    <div className={css["steps"]}>
      {steps.map((_, index) => (
        <div key={index} role="group" aria-label={words.stepOf(format.count(index + 1))}>
          <TextField label={words.upTo} hint={words.upToHint} inputMode="numeric" {...field(index, "upTo", "up_to")} />
          <TextField label={words.unit(currency)} inputMode="decimal" {...field(index, "unit", "unit_amount_minor")} />
          <TextField label={words.flat(currency)} inputMode="decimal" {...field(index, "flat", "flat_amount_minor")} />
          {steps.length > 1 && (
            <Button
              look="line"
              aria-label={words.removeStep(format.count(index + 1))}
              onClick={() => onChange(steps.filter((_, at) => at !== index))}
            >
              {words.remove}
            </Button>
          )}
        </div>
      ))}
      {steps.length < ROWS_MAX && (
        <Button look="small" onClick={() => onChange([...steps, emptyStep()])}>
          {words.addStep}
        </Button>
      )}
    </div>
  );
}
