// What could be done with one lesson, to whom may not: the same buttons, disabled, and once who may.
import { useId } from "react";
import { useMessages } from "../../../ui/language";
import { useDenied } from "../../me/may-not";
import { MayNot, WhoMay } from "../../me/MayNot";
import type { Lesson } from "../types";
import { MORE_MINUTES, verbsOf } from "./change";
import css from "./changing.module.css";
import { changingMessages } from "./messages";

const TO = "orders:amend";

export function DeniedActs({ lesson, now }: { lesson: Lesson; now: number }) {
  const words = useMessages(changingMessages);
  const told = useId();
  const because = useDenied(TO);
  const verbs = verbsOf(lesson, now);
  if (!because || verbs.length === 0) return null;
  const said = {
    move: [words.move],
    extend: MORE_MINUTES.map((minutes) => words.more(String(minutes))),
    restore: [words.restore],
    cancel: [words.cancel],
  };
  return (
    <div className={css["acts"]} role="group" aria-label={words.acts}>
      {verbs.flatMap((verb) =>
        said[verb].map((word) => (
          <MayNot key={word} to={TO} told={told} look={verb === "cancel" ? "warn" : undefined}>
            {word}
          </MayNot>
        )),
      )}
      <WhoMay id={told} to={[TO]} />
    </div>
  );
}
