// Over every page of an institution that is suspended, or whose plan has ended: what that means, and why, in the words of whoever did it.
import { useQuery } from "@tanstack/react-query";
import { client, read } from "../../api/client";
import { useCan } from "../../api/permissions";
import { key } from "../../api/queries";
import { paths } from "../../app/paths";
import { useMessages } from "../../ui/language";
import { Go } from "../../ui/link";
import { Strip } from "../../ui/strip";
import { standingMessages } from "./messages";

export function SuspendedStrip({ hasEnded }: { hasEnded: boolean }) {
  const words = useMessages(standingMessages);
  const events = useQuery({ ...suspensions(), enabled: useCan("events:read") && !hasEnded });
  if (hasEnded) {
    return (
      <Strip state="ended">
        {words.planEnded} <Go href={paths.settings("plan")}>{words.toPlan}</Go>
      </Strip>
    );
  }
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
