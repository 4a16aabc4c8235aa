// Step 1: where rooms and week come from.
import { Suspense, useState } from "react";
import { paths } from "../../../app/paths";
import { useAddress, choice } from "../../../ui/address";
import { Skeleton } from "../../../ui/empty";
import { useGo } from "../../../ui/link";
import { heldFor } from "../import/held";
import { PasteDoor } from "../import/PasteDoor";
import { Doors } from "./Doors";
import { LastTermDoor } from "./LastTermDoor";
import { useDoc, useSession } from "./use-session";
import { part } from "../../../ui/part";

const FileDoor = part(() => import("../import/FileDoor"), "FileDoor");

export type Door = "file" | "last-term" | "hand" | "paste";
const SEARCH = { door: choice(["", "file", "last-term", "paste"], "") };

export function SourceStep() {
  const session = useSession();
  const doc = useDoc();
  const go = useGo();
  const [{ door: given }, set] = useAddress(SEARCH);
  const [empty] = useState(doc.rooms.length === 0 && doc.lines.length === 0);
  // A school has its week in a file: that door is open until another one is chosen.
  const door = given || (empty || heldFor(session.id) ? "file" : "");
  const to = (step: "rooms" | "week" | "days") => void go(paths.draft(session.id, step));
  return (
    <div className="stack">
      <Doors
        chosen={door || undefined}
        onChoose={(chosen) => (chosen === "hand" ? to("rooms") : set({ door: chosen }))}
      />
      {door === "file" && (
        <Suspense fallback={<Skeleton rows={3} />}>
          <FileDoor onTaken={() => to("week")} />
        </Suspense>
      )}
      {door === "last-term" && <LastTermDoor onTaken={() => to("days")} />}
      {door === "paste" && <PasteDoor onTaken={() => to("week")} />}
    </div>
  );
}
