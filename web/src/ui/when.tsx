// Fields for a day, a time, or both: the browser's own, whose language is the browser's, with what is chosen in the reader's beside the label. To who does
// not see it, the words describe the field.
import { type ChangeEvent, type InputHTMLAttributes, type ReactNode, useId, useState } from "react";
import { cx } from "./classes";
import { Field, inputClass } from "./controls";
import { type Kind, inWords, saysTwelve } from "./in-words";
import { useLanguage } from "./language";
import css from "./when.module.css";

type InputProps = Omit<InputHTMLAttributes<HTMLInputElement>, "type" | "value" | "defaultValue"> & {
  value?: string | undefined;
  defaultValue?: string | undefined;
};

interface FieldProps extends InputProps {
  label: ReactNode;
  hint?: ReactNode;
  /** The API's sentence about this field. */
  error?: string | undefined;
}

/** `2026-09-07` */
export function DateField(props: FieldProps) {
  return <WhenField kind="date" {...props} />;
}

/** `08:55` */
export function TimeField(props: FieldProps) {
  return <WhenField kind="time" {...props} />;
}

/** `2026-09-07T08:55`, on the wall. */
export function MomentField(props: FieldProps) {
  return <WhenField kind="datetime-local" {...props} />;
}

/** Without a label of its own, as in a table: `aria-label` names it. */
export function TimeInput(props: InputProps) {
  return <WhenInput kind="time" {...props} />;
}

function WhenField({ kind, label, hint, error, className, ...input }: FieldProps & { kind: Kind }) {
  return (
    <Field label={label} hint={hint} error={error} className={cx(css["when"], className)}>
      {(ids) => <WhenInput kind={kind} {...input} {...ids} />}
    </Field>
  );
}

function WhenInput({ kind, onChange, "aria-describedby": told, ...input }: InputProps & { kind: Kind }) {
  const id = useId();
  const language = useLanguage();
  const [typed, setTyped] = useState(input.defaultValue ?? "");
  const said = kind === "time" && !saysTwelve() ? "" : inWords(kind, input.value ?? typed, language);
  const describedBy = [said && id, told].filter(Boolean).join(" ");
  return (
    <>
      {said && (
        <span id={id} className={css["said"]}>
          {said}
        </span>
      )}
      <input
        {...input}
        type={kind}
        className={inputClass}
        {...(describedBy ? { "aria-describedby": describedBy } : {})}
        onChange={(event: ChangeEvent<HTMLInputElement>) => {
          setTyped(event.target.value);
          onChange?.(event);
        }}
      />
    </>
  );
}
