// A form of the sign-in document: one request at a time, what it was refused with, and the first wrong field in focus.
import { type FormEvent, useState } from "react";
import { flushSync } from "react-dom";
import { type Failure, isFailure } from "../api/problem";

export interface EnterForm {
  submit: (event: FormEvent<HTMLFormElement>) => Promise<void>;
  busy: boolean;
  error: unknown;
  failure: Failure | undefined;
}

/** `send` gets the fields by name and keeps the form busy until the page is gone; `after` where the page stays. */
export function useForm(send: (data: (name: string) => string) => Promise<void>, after?: () => void): EnterForm {
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    setBusy(true);
    try {
      await send((name) => String(data.get(name) ?? ""));
      setError(undefined);
      if (after) {
        setBusy(false);
        after();
      }
    } catch (failure) {
      // The field is marked before it is looked for: a frame may come before React has drawn.
      flushSync(() => {
        setError(failure);
        setBusy(false);
      });
      form.querySelector<HTMLElement>("[aria-invalid]")?.focus();
    }
  };
  return { submit, busy, error, failure: isFailure(error) ? error : undefined };
}
