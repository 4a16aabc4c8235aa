// A plan that its institution does not want any more: cancelled for the end of the month, kept after all, and renewed when it has ended.
import { useState } from "react";
import { useMe } from "../../api/me";
import { isFailure } from "../../api/problem";
import type { PlanSubscription } from "../../api/schema.gen";
import { useZone } from "../../api/zone";
import { paths } from "../../app/paths";
import { Button } from "../../ui/controls";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Go } from "../../ui/link";
import { Sheet } from "../../ui/sheet";
import { FailureStrip, Strip } from "../../ui/strip";
import { useMayNot } from "../me/may-not";
import { endingMessages } from "./ending.messages";
import { useEnding } from "./mutations";

/** Of the institution that one is in. */
export function Ending({ subscription: of }: { subscription: PlanSubscription }) {
  const words = useMessages(endingMessages);
  const format = useFormat();
  const zone = useZone();
  const { tenant } = useMe();
  const because = useMayNot("billing:manage");
  const [asks, setAsks] = useState(false);
  const change = useEnding();
  if (!of.current) return null;
  if (tenant?.standing === "cancelled") {
    return (
      <>
        <Strip state="ended">
          {words.hasEnded} {tenant.purge_at && words.removedOn(format.moment(tenant.purge_at, zone))}{" "}
          <Button because={because} disabled={change.isPending} onClick={() => change.mutate("renew")}>
            {words.renew}
          </Button>
        </Strip>
        <FailureStrip error={change.error} />
      </>
    );
  }
  if (of.ends_on) {
    return (
      <>
        <Strip state="scheduled">
          {words.endsOn(format.date(of.ends_on, "year"))}{" "}
          <Button because={because} disabled={change.isPending} onClick={() => change.mutate("keep")}>
            {words.keep}
          </Button>
        </Strip>
        <FailureStrip error={change.error} />
      </>
    );
  }
  return (
    <div>
      <Button because={because} onClick={() => setAsks(true)}>
        {words.cancelPlan}
      </Button>
      {asks && <CancelSheet name={of.current.name} onClose={() => setAsks(false)} />}
    </div>
  );
}

function CancelSheet({ name, onClose }: { name: string; onClose: () => void }) {
  const words = useMessages(endingMessages);
  const change = useEnding();
  const standsInTheWay = isFailure(change.error) && change.error.code === "orders_go_on";
  return (
    <Sheet
      title={words.cancelTitle(name)}
      onClose={onClose}
      acts={
        <>
          <Button onClick={onClose}>{words.back}</Button>
          <Button
            look="main"
            disabled={change.isPending}
            onClick={() => change.mutate("cancel", { onSuccess: onClose })}
          >
            {change.isPending ? words.sending : words.cancelIt}
          </Button>
        </>
      }
    >
      <div className="stack-s">
        <FailureStrip error={change.error} />
        {standsInTheWay && (
          <p>
            <Go href={paths.orders()}>{words.seeOrders}</Go>
          </p>
        )}
        <p>{words.cancelText}</p>
        <p className="quiet">{words.cancelKeeps}</p>
      </div>
    </Sheet>
  );
}
