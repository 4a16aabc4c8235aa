// What the verdict leads to: a violation to its cell, an alternative to a ghost on the week and, taken, into the document.
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { Alternative } from "../../../api/schema.gen";
import { paths } from "../../../app/paths";
import { useGo } from "../../../ui/link";
import { WEEKDAYS } from "../days/term";
import { withChange } from "../editor/doc";
import { focusField } from "../editor/fields";
import { useOpen, useSession } from "../editor/use-session";
import { POINTER_OF, STEP_OF } from "../editor/steps";
import type { DraftStep } from "../types";
import { firstMoved, movedBy } from "../week-grid/ghosts";
import { marksOfFailure, marksOfQuote, NO_MARKS, type Place, placeOf, placeOfLine, stepOf } from "./fit";
import { useQuote } from "./useQuote";
import type { VerdictActions } from "./Verdict";

export function useVerdict(step: DraftStep) {
  const session = useSession();
  const open = useOpen();
  const go = useGo();
  const { doc } = open.history;
  const [round, setRound] = useState(0);
  const found = useQuote(open, round);
  const [from] = useState(placeInAddress);
  const [chosen, setRoom] = useState(from?.room ?? "");
  const room = doc.rooms.some(({ key }) => key === chosen) ? chosen : (doc.rooms[0]?.key ?? "");
  const [place, setPlace] = useState<Place | undefined>(from);
  const [pointed, setWay] = useState<Alternative>();
  const [held, setHeld] = useState<{ way: Alternative; revision: number }>();
  const [took, setTook] = useState<number>();
  const marks = useMemo(() => {
    if (found.is === "quoted") return marksOfQuote(found.quote);
    if (found.is === "checking" && found.last) return marksOfQuote(found.last);
    return found.is === "invalid" ? marksOfFailure(found.failure, doc) : NO_MARKS;
  }, [found, doc]);

  const quote = found.is === "quoted" ? found.quote : found.is === "checking" ? found.last : undefined;
  const moved = useMemo(
    () => new Map(quote?.alternatives.map((one) => [one, movedBy(doc, one, room)])),
    [quote, doc, room],
  );
  const way = pointed ?? (held?.revision === open.revision && moved.has(held.way) ? held.way : undefined);

  const onRoom = (key: string) => {
    setPlace(undefined);
    setRoom(key);
  };
  const goTo = (to: DraftStep) => {
    if (to !== step) void go(paths.draft(session.id, to), { replace: true });
  };
  const sought = useRef<{ pointer: string; step: DraftStep }>(undefined);
  useEffect(() => {
    if (sought.current?.step !== step) return;
    focusField(sought.current.pointer);
    sought.current = undefined;
  }, [step]);
  /** Goes to a field, on another step where it is not on this one. */
  const seek = (pointer: string, at: DraftStep) => {
    if (focusField(pointer)) return;
    sought.current = { pointer, step: at };
    goTo(at);
  };
  const show = (at: Place, of?: Alternative) => {
    setHeld(of && { way: of, revision: open.revision });
    setRoom(at.room);
    setPlace({ ...at });
    goTo("week");
  };
  const actions: VerdictActions = {
    placed: (violation) => {
      const at = placeOf(violation, marks, doc);
      return at && (() => show(at));
    },
    field: (pointer) => {
      const at = placeOfLine(pointer, doc);
      if (at) show(at);
      else seek(pointer, stepOf(pointer));
    },
    fill: (what) => seek(POINTER_OF[what], STEP_OF[what]),
    preview: setWay,
    take: (one) => {
      session.edit((now) => withChange(now, one.change));
      setWay(undefined);
      setTook(session.get().revision);
    },
    undo: took === undefined || took !== open.revision ? undefined : session.undo,
    moves: (one) => moved.get(one) ?? { here: 0, elsewhere: [] },
    show: (one, of) => {
      const at = firstMoved(doc, one, of);
      if (at) show({ room: of, ...at }, one);
    },
  };
  const askAnew = useCallback(() => setRound((now) => now + 1), []);
  return { found, askAnew, marks, actions, room, onRoom, place, way, taken: took, again: took === open.revision };
}

/** Who comes from a lesson begins at its cell: `?room=7-1&cell=MO-08:00`. */
function placeInAddress(): Place | undefined {
  const params = new URLSearchParams(location.search);
  const [room, cell] = [params.get("room"), /^([A-Z]{2})-(\d\d:\d\d)$/.exec(params.get("cell") ?? "")];
  const day = WEEKDAYS.find((one) => one === cell?.[1]);
  return room && day && cell?.[2] ? { room, day, start: cell[2] } : undefined;
}
