// Who amends an order and has an amendment of it goes on with that: it is said, and can be begun again.
import { useState } from "react";
import { Button } from "../../../ui/controls";
import { useFormat } from "../../../ui/format";
import { useMessages } from "../../../ui/language";
import { Strip } from "../../../ui/strip";
import { useDoc, useOpen, useSession } from "../editor/use-session";
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

const NAMED = 6;

/** What an order that was copied had and this one has not, until somebody has read it. */
export function NotCopied() {
  const session = useSession();
  const left = useDoc().not_copied ?? [];
  if (left.length === 0) return null;
  const read = () => session.edit(({ not_copied: _, ...doc }) => doc);
  return <NotCopiedStrip titles={left} onRead={read} />;
}

/** A view. */
export function NotCopiedStrip({ titles, onRead }: { titles: readonly string[]; onRead: () => void }) {
  const words = useMessages(begunMessages);
  const format = useFormat();
  const named = [...new Set(titles.filter(Boolean))];
  return (
    <Strip state="warming" acts={<Button onClick={onRead}>{words.isKnown}</Button>}>
      <b>{words.notCopied(titles.length, format.count(titles.length))}</b>
      <p>
        {words.notCopiedText(format.list(named.slice(0, NAMED)))}
        {named.length > NAMED && "…"}
      </p>
    </Strip>
  );
}
