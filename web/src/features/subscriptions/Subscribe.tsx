// The way to an address for calendar programs, for who may have one. The sheet is loaded with the first one that is asked for.
import { Suspense, useState } from "react";
import { useCan } from "../../api/permissions";
import { Button } from "../../ui/controls";
import { useMessages } from "../../ui/language";
import { subscriptionMessages } from "./messages";
import type { Subscribed } from "./types";
import { part } from "../../ui/part";

const SubscribeSheet = part(() => import("./SubscribeSheet"), "SubscribeSheet");

interface SubscribeProps {
  /** As the page calls it. */
  of: string;
  to: Subscribed;
}

export function Subscribe({ of, to }: SubscribeProps) {
  const words = useMessages(subscriptionMessages);
  const may = useCan("lessons:subscribe");
  const [isOpen, setOpen] = useState(false);
  if (!may) return null;
  return (
    <>
      <Button onClick={() => setOpen(true)}>{words.subscribe}</Button>
      {isOpen && (
        <Suspense>
          <SubscribeSheet of={of} to={to} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
