// A draft that somebody else who sees it ordered: whoever has it open is told, orders nothing a second time, and loses nothing of what they wrote.
import { useMutation, useQuery } from "@tanstack/react-query";
import { key } from "../../../api/queries";
import { REFRESH_MS } from "../../../api/refresh";
import type { DraftMade } from "../../../api/schema.gen";
import { useZone } from "../../../api/zone";
import { paths } from "../../../app/paths";
import { Button } from "../../../ui/controls";
import { useFormat } from "../../../ui/format";
import { useMessages } from "../../../ui/language";
import { ButtonLink, useGo } from "../../../ui/link";
import { FailureStrip, Strip } from "../../../ui/strip";
import { useActorName } from "../../events/words";
import { useOpen, useSession } from "../editor/use-session";
import { madeMessages } from "../made.messages";
import { createDraft } from "../queries";
import { anotherOf } from "../types";

/** Drafts are no events, but what is ordered of them is: what is read of orders is asked anew then, and this with it. */
export function useMade(): DraftMade | undefined {
  const session = useSession();
  const { shared, made } = useOpen();
  useQuery({
    queryKey: key("orders", "of-draft", { id: session.id }),
    queryFn: () => session.look(),
    enabled: shared && !made,
    refetchInterval: REFRESH_MS,
  });
  return made;
}

/** On from here in a draft of one's own. */
export function OrderedMeanwhile({ made }: { made: DraftMade }) {
  const session = useSession();
  const go = useGo();
  const another = useMutation({
    mutationFn: () => createDraft(anotherOf(session.kept())),
    onSuccess: ({ data }) => go(paths.draft(data.id, session.get().step)),
  });
  return (
    <>
      <FailureStrip error={another.error} />
      <MadeStrip
        made={made}
        amends={session.get().kind === "amendment"}
        busy={another.isPending}
        onAnother={() => another.mutate()}
      />
    </>
  );
}

interface MadeStripProps {
  made: DraftMade;
  /** Whether it changed an order that there was. */
  amends: boolean;
  busy: boolean;
  onAnother: () => void;
}

export function MadeStrip({ made, amends, busy, onAnother }: MadeStripProps) {
  const words = useMessages(madeMessages);
  const format = useFormat();
  const zone = useZone();
  const actor = useActorName();
  const said = amends ? words.amendedBy : words.orderedBy;
  return (
    <Strip
      state="ready"
      acts={
        <>
          <ButtonLink href={paths.order(made.order_id)}>{words.openOrder}</ButtonLink>
          <Button disabled={busy} onClick={onAnother}>
            {words.another}
          </Button>
        </>
      }
    >
      <b>
        <bdi>{said(actor({ actor: made.by }), format.moment(made.at, zone))}</bdi>
      </b>
      <p>{amends ? words.amendedOnce : words.once}</p>
    </Strip>
  );
}
