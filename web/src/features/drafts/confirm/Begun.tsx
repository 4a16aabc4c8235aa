// Who amends an order and has an amendment of it goes on with that: it is said, and can be begun again.
import { useState } from "react";
import { Button } from "../../../ui/controls";
import { useMessages } from "../../../ui/language";
import { Strip } from "../../../ui/strip";
import { useOpen, useSession } from "../editor/use-session";
import { begunMessages } from "./begun.messages";

/** In the address of an editor that goes on with what was begun before. */
export const BEGUN = "begun";

/** Until the first change: from then on it is what is edited. */
export function Begun() {
  const session = useSession();
  const { base, revision } = useOpen();
  const [began] = useState(() => new URLSearchParams(location.search).has(BEGUN));
  if (!began || !base || revision > 0) return null;
  const again = () => {
    session.setEffectiveFrom(undefined);
    session.edit(({ bells, subjects }) => ({ ...base.doc, bells, subjects }));
  };
  return <BegunStrip onAgain={again} />;
}

/** A view. */
export function BegunStrip({ onAgain }: { onAgain: () => void }) {
  const words = useMessages(begunMessages);
  return (
    <Strip state="unknown" acts={<Button onClick={onAgain}>{words.again}</Button>}>
      <b>{words.goneOn}</b>
      <p>{words.goneOnText}</p>
    </Strip>
  );
}
