// Step 1: where rooms and week come from.
import { useState } from "react";
import { paths } from "../../../app/paths";
import { useAddress, choice } from "../../../ui/address";
import { useMessages } from "../../../ui/language";
import { useGo } from "../../../ui/link";
import { Empty } from "../../../ui/empty";
import { PasteDoor } from "../import/PasteDoor";
import { draftMessages } from "../messages";
import { Doors } from "./Doors";
import { LastTermDoor } from "./LastTermDoor";
import { useDoc, useSession } from "./use-session";

export type Door = "last-term" | "hand" | "paste";
const SEARCH = { door: choice(["", "last-term", "paste"], "") };

export function SourceStep() {
  const words = useMessages(draftMessages);
  const session = useSession();
  const doc = useDoc();
  const go = useGo();
  const [{ door }, set] = useAddress(SEARCH);
  const [empty] = useState(doc.rooms.length === 0 && doc.lines.length === 0);
  const to = (step: "rooms" | "week" | "days") => void go(paths.draft(session.id, step));
  return (
    <div className="stack">
      {empty && !door && (
        <Empty drawing="ruler" title={words.newOrder}>
          <p>{words.nothingOrdered}</p>
        </Empty>
      )}
      <Doors
        chosen={door || undefined}
        onChoose={(chosen) => (chosen === "hand" ? to("rooms") : set({ door: chosen }))}
      />
      {door === "last-term" && <LastTermDoor onTaken={() => to("days")} />}
      {door === "paste" && <PasteDoor onTaken={() => to("week")} />}
    </div>
  );
}
