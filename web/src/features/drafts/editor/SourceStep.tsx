// Step 1: where rooms and week come from.
import { paths } from "../../../app/paths";
import { useAddress, choice } from "../../../ui/address";
import { useGo } from "../../../ui/link";
import { PasteDoor } from "../import/PasteDoor";
import { Doors } from "./Doors";
import { LastTermDoor } from "./LastTermDoor";
import { useSession } from "./use-session";

export type Door = "last-term" | "hand" | "paste";
const SEARCH = { door: choice(["", "last-term", "paste"], "") };

export function SourceStep() {
  const session = useSession();
  const go = useGo();
  const [{ door }, set] = useAddress(SEARCH);
  const to = (step: "rooms" | "week" | "days") => void go(paths.draft(session.id, step));
  return (
    <div className="stack">
      <Doors
        chosen={door || undefined}
        onChoose={(chosen) => (chosen === "hand" ? to("rooms") : set({ door: chosen }))}
      />
      {door === "last-term" && <LastTermDoor onTaken={() => to("days")} />}
      {door === "paste" && <PasteDoor onTaken={() => to("week")} />}
    </div>
  );
}
