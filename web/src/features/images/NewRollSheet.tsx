// A new room image: where it comes from, and how carefully it goes.
import { useAttemptKey } from "../../api/idempotency";
import { isFailure } from "../../api/problem";
import { TextField } from "../../ui/controls";
import { textOf } from "../../ui/fields";
import { FormSheet } from "../../ui/form-sheet";
import { useMessages } from "../../ui/language";
import { imagesMessages } from "./messages";
import { useCreateRoll } from "./mutations";

const POINTERS = ["/image", "/first_orders", "/stop_after"];

export function NewRollSheet({ onClose }: { onClose: () => void }) {
  const words = useMessages(imagesMessages);
  const [attempt] = useAttemptKey();
  const create = useCreateRoll(attempt);
  const at = (pointer: string) => (isFailure(create.error) ? create.error.field(pointer) : undefined);
  const send = (typed: FormData) => {
    const body = {
      image: textOf(typed, "/image"),
      first_orders: Number(textOf(typed, "/first_orders")),
      stop_after: Number(textOf(typed, "/stop_after")),
    };
    create.mutate(body, { onSuccess: onClose });
  };
  return (
    <FormSheet
      title={words.beginTitle}
      send={create.isPending ? words.sending : words.send}
      sending={create.isPending}
      error={create.error}
      fields={POINTERS}
      onSend={send}
      onClose={onClose}
    >
      <p>{words.beginText}</p>
      <TextField
        label={words.image}
        hint={words.imageHint}
        name="/image"
        maxLength={255}
        error={at("/image")}
        required
      />
      <TextField
        label={words.firstOrders}
        name="/first_orders"
        type="number"
        defaultValue="3"
        error={at("/first_orders")}
      />
      <TextField label={words.stopAfter} name="/stop_after" type="number" defaultValue="2" error={at("/stop_after")} />
    </FormSheet>
  );
}
