// The file that was chosen: its bytes, what was said of it, what was understood. It is in the memory of this page alone, and there while one looks at other
// steps of the same draft.
import { useEffect, useRef, useState } from "react";
import { Failure } from "../../../api/problem";
import type { ImportedTimetable, Problem } from "../../../api/schema.gen";
import { FILE_BYTES_MAX, upload } from "../../../api/upload";
import { useFormat } from "../../../ui/format";
import { useMessages } from "../../../ui/language";
import type { Period } from "../editor/doc";
import { type Asked, filledIn, queryOf, toPlace } from "./answer";
import { type Held, heldFor, hold, textOf } from "./held";
import { importMessages } from "./messages";
import { signOf, withRecord } from "./records";

export type Going = { is: "idle" } | { is: "sending"; gone: number } | { is: "failed"; error: unknown; next?: Held };

/** A mended text is sent as UTF-8, and as what it was understood to be. */
function requestOf({ name, bytes, asked, mended, answer }: Held) {
  if (!mended) return { body: bytes, query: queryOf(name, asked) };
  const { format, separator } = answer ?? {};
  const as: Asked = { ...asked, ...(format ? { format } : {}), ...(separator ? { separator } : {}), encoding: "utf-8" };
  return { body: new TextEncoder().encode(mended.text), query: queryOf(name, as) };
}

export function useFile(draft: string, bells: readonly Period[]) {
  const words = useMessages(importMessages);
  const format = useFormat();
  const [held, setHeld] = useState(() => heldFor(draft));
  const [going, setGoing] = useState<Going>({ is: "idle" });
  const running = useRef<AbortController>(undefined);
  useEffect(() => () => running.current?.abort(), []);

  const put = (next: Held) => {
    hold(draft, next);
    setHeld(next);
  };
  const send = async (next: Held) => {
    running.current?.abort();
    const own = new AbortController();
    running.current = own;
    setGoing({ is: "sending", gone: 0 });
    try {
      const onGone = (gone: number) => setGoing({ is: "sending", gone });
      const sending = { ...requestOf(next), signal: own.signal, onGone };
      const answer = await upload<ImportedTimetable>("/v1/timetables/import", sending);
      // What was taken over of the last reading says nothing of this one.
      const { toPlace: _placed, ...anew } = next;
      put({ ...anew, answer, asked: filledIn(next.asked, answer, bells) });
      setGoing({ is: "idle" });
    } catch (error) {
      if (running.current !== own) return;
      setGoing(own.signal.aborted ? { is: "idle" } : { is: "failed", error, next });
    }
  };
  const tooLarge = () => {
    const [title, detail] = [words.tooLarge, words.tooLargeWhy(format.count(FILE_BYTES_MAX))];
    const problem = { code: "file_too_large", status: 413, title, detail, type: "/problems/file-too-large" };
    return new Failure("invalid", 413, problem as Problem, undefined, undefined);
  };
  return {
    held,
    going,
    choose: async (file: File, asked: Asked) => {
      if (file.size > FILE_BYTES_MAX) return setGoing({ is: "failed", error: tooLarge() });
      try {
        await send({ name: file.name, bytes: await file.arrayBuffer(), asked });
      } catch (error) {
        setGoing({ is: "failed", error });
      }
    },
    /** Said, and not sent yet. */
    say: (patch: Asked) => held && put({ ...held, asked: { ...held.asked, ...patch } }),
    again: (patch: Asked = {}) => held && void send({ ...held, asked: { ...held.asked, ...patch } }),
    retry: () => going.is === "failed" && going.next && void send(going.next),
    cancel: () => running.current?.abort(),
    mend: (line: number, fields: readonly string[]) => {
      const { answer } = held ?? {};
      if (!held || !answer?.separator) return;
      const text = withRecord(textOf(held), signOf(answer.separator), line, fields);
      const encoding = held.mended?.encoding ?? answer.encoding ?? "utf-8";
      void send({ ...held, mended: { text, encoding, rows: (held.mended?.rows ?? 0) + 1 } });
    },
    mendCells: (cells: Record<string, string>) => {
      if (!held) return;
      void send({ ...held, asked: { ...held.asked, mended: { ...held.asked.mended, ...cells } } });
    },
    asItWas: () => {
      if (!held) return;
      const { mended: _text, ...bare } = held;
      const { mended: _cells, ...asked } = held.asked;
      void send({ ...bare, asked });
    },
    /** It is in the draft now, but for what is wrong. */
    taken: () => held?.answer && put({ ...held, toPlace: toPlace(held.answer) }),
  };
}

export type ChosenFile = ReturnType<typeof useFile>;
