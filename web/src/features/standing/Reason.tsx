// Why somebody does what an institution feels: the institution reads it.
import type { ChangeEventHandler } from "react";
import { isFailure } from "../../api/problem";
import { TextArea } from "../../ui/controls";
import { useMessages } from "../../ui/language";
import { standingMessages } from "./messages";

interface ReasonProps {
  /** Of the change that it goes with. */
  failure: unknown;
  /** Where the sheet looks at what is typed. */
  value?: string;
  onChange?: ChangeEventHandler<HTMLTextAreaElement>;
}

export function Reason({ failure, ...typed }: ReasonProps) {
  const words = useMessages(standingMessages);
  return (
    <TextArea
      label={words.reason}
      hint={words.reasonHint}
      name="/reason"
      rows={3}
      maxLength={500}
      required
      error={isFailure(failure) ? failure.field("/reason") : undefined}
      {...typed}
    />
  );
}
