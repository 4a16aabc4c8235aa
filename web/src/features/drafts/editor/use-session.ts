// The open draft, for the parts of the editor.
import { createContext, use, useEffect, useState, useSyncExternalStore } from "react";
import { actingFor } from "../../../api/ambient";
import { useMe } from "../../../api/me";
import type { Doc } from "./doc";
import type { Open } from "./open";
import { DraftSession } from "./session";

export const SessionContext = createContext<DraftSession | undefined>(undefined);

export function useSession(): DraftSession {
  const session = use(SessionContext);
  if (!session) throw new Error("no draft is open here");
  return session;
}

export function useOpen(): Open {
  const session = useSession();
  return useSyncExternalStore(session.subscribe, session.get);
}

export function useDoc(): Doc {
  return useOpen().history.doc;
}

type Started = { session: DraftSession } | { made: string } | "foreign" | { error: unknown } | undefined;

/** Opens a draft while the component is there. */
export function useStarted(id: string): Started {
  const me = useMe();
  const place = actingFor() ?? me.place ?? "";
  const [started, setStarted] = useState<Started>();
  useEffect(() => {
    let gone = false;
    let opened: DraftSession | undefined;
    DraftSession.start(id, me.id, place).then(
      (found) => {
        if (found instanceof DraftSession) opened = found;
        if (gone) opened?.close();
        else setStarted(found instanceof DraftSession ? { session: found } : found);
      },
      (error: unknown) => !gone && setStarted({ error }),
    );
    return () => {
      gone = true;
      opened?.close();
      setStarted(undefined);
    };
  }, [id, me.id, place]);
  return started;
}
