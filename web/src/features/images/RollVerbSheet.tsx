// Stops a roll, lets it go on, or takes it back: what follows is said before it is done.
import type { ImageRoll } from "../../api/schema.gen";
import { FormSheet } from "../../ui/form-sheet";
import { useMessages } from "../../ui/language";
import { imagesMessages } from "./messages";
import { type RollVerb, useRollVerb } from "./mutations";

export function RollVerbSheet({ roll, verb, onClose }: { roll: ImageRoll; verb: RollVerb; onClose: () => void }) {
  const words = useMessages(imagesMessages);
  const change = useRollVerb(roll.id);
  const said = {
    stop: { title: words.stopTitle, text: words.stopText, send: words.stop },
    resume: { title: words.resumeTitle, text: words.resumeText, send: words.resume },
    "take-back": { title: words.takeBackTitle, text: words.takeBackText, send: words.takeBack },
  }[verb];
  return (
    <FormSheet
      title={said.title}
      send={said.send}
      look={verb === "resume" ? "main" : "warn"}
      sending={change.isPending}
      error={change.error}
      fields={[]}
      onSend={() => change.mutate(verb, { onSuccess: onClose })}
      onClose={onClose}
    >
      <p>{said.text}</p>
      <p className="code">
        <bdi>{roll.image}</bdi>
      </p>
    </FormSheet>
  );
}
