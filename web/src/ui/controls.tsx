// Buttons and fields, native ones. A field's name is the JSON pointer of what it fills, so that the API's errors find it; a button that is not allowed
// says why beside itself.
import {
  type ButtonHTMLAttributes,
  type InputHTMLAttributes,
  type ReactNode,
  type SelectHTMLAttributes,
  type TextareaHTMLAttributes,
  useId,
} from "react";
import { cx } from "./classes";
import css from "./controls.module.css";
import { Icon } from "./status";

const SEARCH_MAX = 100;

export type Look = "main" | "warn" | "small" | "line";

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: Look | undefined;
  /** Not allowed, and why: the button stays, dashed, with the sentence beside it. */
  because?: ReactNode;
  /** A toggle's state. */
  pressed?: boolean | undefined;
}

export function Button({ look, because, pressed, className, children, ...rest }: ButtonProps) {
  const id = useId();
  const button = (
    <button
      type="button"
      {...rest}
      className={cx(look !== "line" && css["btn"], look && css[look], className)}
      {...(because
        ? { "aria-disabled": true, "aria-describedby": id, onClick: (event) => event.preventDefault() }
        : {})}
      {...(pressed === undefined ? {} : { "aria-pressed": pressed })}
    >
      {children}
    </button>
  );
  if (!because) return button;
  return (
    <span className={css["because"]}>
      {button}
      <span id={id}>{because}</span>
    </span>
  );
}

interface Around {
  label: ReactNode;
  hint?: ReactNode;
  /** The API's sentence about this field. */
  error?: string | undefined;
  className?: string | undefined;
}

/** Label, control, hint and error; the control gets the ids. */
export function Field({
  label,
  hint,
  error,
  className,
  children,
}: Around & { children: (ids: { id: string; "aria-describedby"?: string; "aria-invalid"?: true }) => ReactNode }) {
  const id = useId();
  const told = [hint ? `${id}-h` : "", error ? `${id}-e` : ""].filter(Boolean).join(" ");
  return (
    <div className={cx(css["field"], error && css["bad"], className)}>
      <label htmlFor={id}>{label}</label>
      {children({
        id,
        ...(told ? { "aria-describedby": told } : {}),
        ...(error ? { "aria-invalid": true as const } : {}),
      })}
      {hint && (
        <span className={css["hint"]} id={`${id}-h`}>
          {hint}
        </span>
      )}
      {error && (
        <span className={css["error"]} id={`${id}-e`}>
          <Icon name="warn" size="s" />
          {error}
        </span>
      )}
    </div>
  );
}

export function TextField({ label, hint, error, className, ...input }: Around & InputHTMLAttributes<HTMLInputElement>) {
  return (
    <Field label={label} hint={hint} error={error} className={className}>
      {(ids) => <input type="text" {...input} {...ids} className={css["input"]} />}
    </Field>
  );
}

/** What a list is searched for, sent as it is typed: the API takes a hundred characters. */
export function SearchField({
  onSearch,
  ...field
}: Omit<Around & InputHTMLAttributes<HTMLInputElement>, "onChange"> & { onSearch: (typed: string) => void }) {
  return (
    <TextField type="search" maxLength={SEARCH_MAX} {...field} onChange={(event) => onSearch(event.target.value)} />
  );
}

export function TextArea({
  label,
  hint,
  error,
  className,
  ...input
}: Around & TextareaHTMLAttributes<HTMLTextAreaElement>) {
  return (
    <Field label={label} hint={hint} error={error} className={className}>
      {(ids) => <textarea {...input} {...ids} className={css["input"]} />}
    </Field>
  );
}

export function SelectField({
  label,
  hint,
  error,
  className,
  options,
  ...select
}: Around &
  SelectHTMLAttributes<HTMLSelectElement> & { options: readonly (readonly [value: string, label: string])[] }) {
  return (
    <Field label={label} hint={hint} error={error} className={className}>
      {(ids) => (
        <select {...select} {...ids} className={css["input"]}>
          {options.map(([value, word]) => (
            <option key={value} value={value}>
              {word}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

export function Check({ label, ...input }: { label: ReactNode } & InputHTMLAttributes<HTMLInputElement>) {
  return (
    <label className={css["check"]}>
      <input type="checkbox" {...input} />
      <span>{label}</span>
    </label>
  );
}

export const inputClass = css["input"] ?? "";
