// The room image that goes from order to order, or went last: how far it is, why it stopped, and what can be done about it.
import { useSuspenseQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { useCan } from "../../api/permissions";
import type { ImageRoll as Roll, ImageRollState } from "../../api/schema.gen";
import { Button } from "../../ui/controls";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Facts, Section } from "../../ui/page";
import { Status, type State } from "../../ui/status";
import { MayNot, WhoMay } from "../me/MayNot";
import { imagesMessages } from "./messages";
import type { RollVerb } from "./mutations";
import { NewRollSheet } from "./NewRollSheet";
import { lastRoll } from "./queries";
import { RollVerbSheet } from "./RollVerbSheet";

const TO = "clusters:manage";

export function ImageRoll() {
  const words = useMessages(imagesMessages);
  const roll = useSuspenseQuery(lastRoll()).data;
  const manage = useCan(TO);
  const [open, setOpen] = useState<RollVerb | "new">();
  const close = () => setOpen(undefined);
  return (
    <Section
      title={words.roll}
      aside={
        (!roll || !isOpen(roll)) &&
        (manage ? (
          <Button onClick={() => setOpen("new")}>{words.begin}</Button>
        ) : (
          <MayNot to={TO}>{words.begin}</MayNot>
        ))
      }
    >
      {roll ? <RollState roll={roll} onVerb={manage ? setOpen : undefined} /> : <p className="quiet">{words.none}</p>}
      {open === "new" && <NewRollSheet onClose={close} />}
      {roll && open && open !== "new" && <RollVerbSheet roll={roll} verb={open} onClose={close} />}
    </Section>
  );
}

const isOpen = (roll: Roll) => roll.state === "rolling" || roll.state === "stopped";

const STATES: Record<ImageRollState, State> = {
  rolling: "warming",
  stopped: "missed",
  done: "ready",
  taken_back: "scheduled",
};

/** A view. Without `onVerb` nothing can be done, and it says who may. */
export function RollState({ roll, onVerb }: { roll: Roll; onVerb?: ((verb: RollVerb) => void) | undefined }) {
  const words = useMessages(imagesMessages);
  const format = useFormat();
  const states: Record<ImageRollState, string> = {
    rolling: words.rolling,
    stopped: words.stopped,
    done: words.done,
    taken_back: words.takenBack,
  };
  const told = useId();
  const { good, bad, waiting, left } = roll.orders;
  const { ready, missing, others_ready, others_missing } = roll.rooms;
  const count = (n: number) => format.count(n);
  return (
    <>
      <p className="code">
        <bdi>{roll.image}</bdi>
      </p>
      <Status state={STATES[roll.state]} plain>
        {states[roll.state]}
      </Status>
      {roll.cause && <p>{roll.cause.message}</p>}
      <Facts
        facts={[
          [words.from, roll.from_image],
          [words.orders, words.ordersOf(count(good), count(bad), count(waiting), count(left))],
          [
            words.rooms,
            words.roomsOf(
              count(ready),
              count(ready + missing),
              count(others_ready),
              count(others_ready + others_missing),
            ),
          ],
          [words.began, format.moment(roll.created_at)],
        ]}
      />
      {onVerb && roll.state !== "taken_back" && (
        <div className="acts">
          {roll.state === "rolling" && <Button onClick={() => onVerb("stop")}>{words.stop}</Button>}
          {roll.state === "stopped" && <Button onClick={() => onVerb("resume")}>{words.resume}</Button>}
          <Button look="warn" onClick={() => onVerb("take-back")}>
            {words.takeBack}
          </Button>
        </div>
      )}
      {!onVerb && roll.state !== "taken_back" && (
        <div className="acts">
          {[roll.state === "rolling" && words.stop, roll.state === "stopped" && words.resume, words.takeBack].map(
            (word) =>
              word && (
                <MayNot key={word} to={TO} told={told}>
                  {word}
                </MayNot>
              ),
          )}
          <WhoMay id={told} to={[TO]} />
        </div>
      )}
    </>
  );
}
