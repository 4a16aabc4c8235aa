// What happens between the button and the order.
import { useQueryClient } from "@tanstack/react-query";
import { type RefObject, useCallback, useEffect, useRef, useState } from "react";
import { type Failure, isFailure } from "../../../api/problem";
import type { Versioned } from "../../../api/client";
import type { Money, OrderView, Price } from "../../../api/schema.gen";
import { paths } from "../../../app/paths";
import { useGo } from "../../../ui/link";
import type { DraftSession } from "../editor/session";
import { placed } from "../../orders/placed";
import { getOrder, removeDraft, tellMade } from "../queries";
import { tellAway } from "./away";
import { attemptFor, sendUntilAnswered } from "./confirm";

export type Confirming =
  | { is: "idle" }
  | { is: "sending" }
  /** No answer came: the same is sent again. */
  | { is: "unknown" }
  | { is: "refused"; failure: Failure }
  /** It costs something else than was shown: `undefined` is nothing. */
  | { is: "price-changed"; from: Money | undefined; to: Money | undefined }
  /** Somebody else changed the order. */
  | { is: "conflict"; theirs: Versioned<OrderView> };

/** What of a price is agreed to. */
export function moneyOf(price: Price | null | undefined): Money | undefined {
  return price ? { amount_minor: price.amount_minor, currency: price.currency } : undefined;
}

/** Whether the editor is no more on the page: nobody is taken from wherever they went on to. */
function useLeft(): RefObject<boolean> {
  const left = useRef(false);
  useEffect(() => {
    left.current = false;
    return () => {
      left.current = true;
    };
  }, []);
  return left;
}

export function useConfirm(session: DraftSession) {
  const [state, setState] = useState<Confirming>({ is: "idle" });
  const running = useRef(false);
  const queries = useQueryClient();
  const go = useGo();
  const left = useLeft();

  /** Nothing where somebody else was first, and another order would come of it. */
  const send = useCallback(async (): Promise<Versioned<OrderView> | undefined> => {
    // What was confirmed is what is sent, and sent again, whatever is typed while no answer comes.
    const open = session.get();
    const attempt = await attemptFor(session, open);
    await session.setAttempt(attempt, attempt.body_hash);
    if (session.get().made) return undefined;
    return sendUntilAnswered(open, attempt.key, () => setState({ is: "unknown" }));
  }, [session]);

  const confirm = useCallback(async () => {
    if (running.current || session.get().made) return;
    running.current = true;
    setState({ is: "sending" });
    // What came of it before holds no longer.
    tellAway(session.id);
    try {
      const answer = await send();
      if (!answer) return setState({ is: "idle" });
      const { data } = answer;
      await session.made(data.id);
      const amends = session.get().base !== undefined;
      // Whoever else sees it is told; a draft of nobody else's has done its work.
      await (session.get().shared ? tellMade(session.id, data.id) : removeDraft(session.id)).catch(() => undefined);
      void queries.invalidateQueries({ queryKey: ["orders"] });
      void queries.invalidateQueries({ queryKey: ["drafts"] });
      void queries.invalidateQueries({ queryKey: ["usage"] });
      if (left.current) return tellAway(session.id, { draft: session.id, name: data.name, amends, order: data.id });
      if (!amends) placed(data.id);
      await go(paths.order(data.id), { replace: true });
    } catch (error) {
      if (!isFailure(error)) throw error;
      if (left.current) {
        // The draft still says what was sent: where it is confirmed that is asked again, and answered there.
        const { base, history } = session.get();
        const name = history.doc.name.trim();
        return tellAway(session.id, {
          draft: session.id,
          name,
          amends: base !== undefined,
          why: error.problem?.detail,
        });
      }
      await session.setAttempt(session.get().attempt);
      if (error.code === "price_changed") {
        const from = session.get().expected;
        const to = moneyOf((error.problem?.params as { price?: Price | null } | undefined)?.price);
        session.setExpected(to);
        setState({ is: "price-changed", from, to });
        return;
      }
      const { base } = session.get();
      const theirs = error.status === 412 && base ? await getOrder(base.order_id).catch(() => undefined) : undefined;
      setState(theirs ? { is: "conflict", theirs } : { is: "refused", failure: error });
    } finally {
      running.current = false;
    }
  }, [session, send, queries, go, left]);

  /** Somebody else's change is known of before it stands in the way. */
  const conflict = (theirs: Versioned<OrderView>) => setState({ is: "conflict", theirs });
  return { state, confirm, conflict, reset: () => setState({ is: "idle" }) };
}
