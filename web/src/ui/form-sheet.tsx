// A form over the page, and the two ways out of it. Fields are native and named by JSON pointers; what was refused is said at them, or on top.
import { type FormEvent, type ReactNode, useId } from "react";
import { Button, type Look } from "./controls";
import { useMessages } from "./language";
import { uiMessages } from "./messages";
import { Sheet } from "./sheet";
import { FailureStrip } from "./strip";

interface FormSheetProps {
  title: ReactNode;
  /** What the button says; while it is `sending` it cannot be pressed. */
  send: string;
  /** `warn` where it cannot be taken back. */
  look?: Look;
  sending: boolean;
  error: unknown;
  /** The pointers that have a field, which says by itself what is wrong with it. */
  fields: readonly string[];
  className?: string | undefined;
  onSend: (typed: FormData) => void;
  onClose: () => void;
  children: ReactNode;
}

export function FormSheet(props: FormSheetProps) {
  const words = useMessages(uiMessages);
  const id = useId();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    props.onSend(new FormData(event.currentTarget));
  };
  return (
    <Sheet
      title={props.title}
      onClose={props.onClose}
      acts={
        <>
          <Button onClick={props.onClose}>{words.cancel}</Button>
          <Button type="submit" form={id} look={props.look ?? "main"} disabled={props.sending}>
            {props.send}
          </Button>
        </>
      }
    >
      <FailureStrip error={props.error} fields={props.fields} />
      <form id={id} className={props.className ?? "stack-s"} onSubmit={submit} noValidate>
        {props.children}
      </form>
    </Sheet>
  );
}
