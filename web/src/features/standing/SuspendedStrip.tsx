// Over every page of an institution that is suspended: what that means, and why, in the words of whoever did it.
import { useQuery } from "@tanstack/react-query";
import { client, read } from "../../api/client";
import { useCan } from "../../api/permissions";
import { key } from "../../api/queries";
import { useMessages } from "../../ui/language";
import { Strip } from "../../ui/strip";
import { standingMessages } from "./messages";

export function SuspendedStrip() {
  const words = useMessages(standingMessages);
  const events = useQuery({ ...suspensions(), enabled: useCan("events:read") });
  const told = events.data?.items[0]?.data as { reason?: string } | undefined;
  return (
    <Strip state="suspended">
      {words.isSuspended} {told?.reason && <bdi>{told.reason}</bdi>}
    </Strip>
  );
}

/** The newest. */
function suspensions() {
  const query = { type: "tenant.suspended", order: "newest", limit: 1 } as const;
  return {
    queryKey: key("events", "suspensions"),
    queryFn: ({ signal }: { signal: AbortSignal }) => read(client.GET("/v1/events", { params: { query }, signal })),
  };
}
