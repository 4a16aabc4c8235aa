// Before and after of a move, for the cell that the carried lesson hangs over: the peak of rooms against the quota, and the price, as the service answers.
import { useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import type { Quote } from "../../../api/schema.gen";
import { useFormat } from "../../../ui/format";
import { useMessages } from "../../../ui/language";
import { useMoney } from "../../../ui/money";
import { priceMessages } from "../../prices/messages";
import { quotaUsage } from "../../usage/queries";
import { newLineKey } from "../editor/doc";
import { useOpen } from "../editor/use-session";
import { gridMessages } from "../week-grid/messages";
import { copy, move } from "../week-grid/moves";
import { type Cell, sameCell } from "../week-grid/rows";
import { movePrices } from "./move-prices";
import { questionOf } from "./useQuote";

export interface Carried {
  from: Cell;
  to: Cell;
  copy: boolean;
}

export interface MovePrice {
  cell: Cell;
  fits: boolean;
  /** Each as before and after. */
  said: string[];
}

const nameOf = ({ day, start }: Cell) => `${day} ${start}`;

/** `now`: what the order is quoted at as it stands. */
export function useMovePrice(room: string, now: Quote | undefined) {
  const say = useSayMove(now);
  const open = useOpen();
  const asked = useRef({ open, room });
  useEffect(() => {
    asked.current = { open, room };
  }, [open, room]);
  const [answer, setAnswer] = useState<{ name: string; quote: Quote }>();
  const [cell, setCell] = useState<Cell>();
  const [prices] = useState(() => movePrices((name, quote) => setAnswer({ name, quote })));
  useEffect(() => prices.end, [prices]);
  const onCarry = useCallback(
    (carried: Carried | undefined) => {
      setCell(carried?.to);
      if (!carried) {
        prices.end();
        setAnswer(undefined);
        return;
      }
      const { from, to } = carried;
      const question = () => {
        const { history, base, effectiveFrom } = asked.current.open;
        const at = (place: Cell) => ({ room: asked.current.room, weeks: "all" as const, ...place });
        const after = (carried.copy ? copy : move)(history.doc, at(from), at(to), newLineKey);
        return questionOf(after, base, effectiveFrom);
      };
      prices.over(sameCell(from, to) ? undefined : { cell: nameOf(to), question });
    },
    [prices],
  );
  const price = cell && answer?.name === nameOf(cell) ? { cell, ...say(answer.quote) } : undefined;
  return { onCarry, price };
}

function useSayMove(now: Quote | undefined): (after: Quote) => Omit<MovePrice, "cell"> {
  const words = useMessages(gridMessages);
  const prices = useMessages(priceMessages);
  const format = useFormat();
  const money = useMoney();
  const { data: quota } = useQuery(quotaUsage());
  return (after) => {
    const rooms = (quote: Quote) => format.count(quote.demand_peak?.rooms ?? 0);
    const peak = now ? prices.change(rooms(now), rooms(after)) : rooms(after);
    const paid = now?.price;
    const pays = after.price;
    return {
      fits: after.feasible,
      said: [
        words.peakMoves(peak, quota ? format.count(quota.rooms.limit) : ""),
        ...(paid && pays
          ? [prices.change(money(paid.amount_minor, paid.currency), money(pays.amount_minor, pays.currency))]
          : []),
      ],
    };
  };
}
