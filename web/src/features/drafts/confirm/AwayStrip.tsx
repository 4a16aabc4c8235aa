// On top of whatever page the person went on to: what came of an order that they confirmed before.
import { useRouterState } from "@tanstack/react-router";
import { useEffect } from "react";
import { paths } from "../../../app/paths";
import { Button } from "../../../ui/controls";
import { useMessages } from "../../../ui/language";
import { ButtonLink } from "../../../ui/link";
import { clipped } from "../../../ui/texts";
import { Strip } from "../../../ui/strip";
import { madeMessages } from "../made.messages";
import { awayMessages } from "./away.messages";
import { type CameOf, tellAway } from "./away";

const NAME_MAX = 80;

export function AwayStrips({ away }: { away: readonly CameOf[] }) {
  return away.map((cameOf) => <AwayStrip key={cameOf.draft} cameOf={cameOf} />);
}

function AwayStrip({ cameOf }: { cameOf: CameOf }) {
  const path = useRouterState({ select: (state) => state.location.pathname });
  const { order, draft } = cameOf;
  // The order says it itself; a draft does not say why it was refused.
  const isThere = order !== undefined && path === paths.order(order);
  useEffect(() => {
    if (isThere) tellAway(draft);
  }, [isThere, draft]);
  return isThere ? null : <CameOfStrip cameOf={cameOf} onClose={() => tellAway(draft)} />;
}

/** A view. */
export function CameOfStrip({ cameOf, onClose }: { cameOf: CameOf; onClose: () => void }) {
  const words = useMessages(awayMessages);
  const { openOrder } = useMessages(madeMessages);
  const { order, draft, amends } = cameOf;
  const name = clipped(cameOf.name, NAME_MAX);
  const said = order ? (amends ? words.amended : words.ordered) : amends ? words.notAmended : words.notOrdered;
  return (
    <Strip
      state={order ? "ready" : "missed"}
      acts={
        <>
          <ButtonLink href={order ? paths.order(order) : paths.draft(draft, "review")}>
            {order ? openOrder : words.openDraft}
          </ButtonLink>
          <Button onClick={onClose}>{words.close}</Button>
        </>
      }
    >
      <b>
        <bdi>{said(name)}</bdi>
      </b>
      {!order && (
        <p>
          {cameOf.why} {words.draftKept}
        </p>
      )}
    </Strip>
  );
}
