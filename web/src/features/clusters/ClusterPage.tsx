// One cluster: what it bears now, the orders on it, its nodes, the images on them.
import { useSuspenseQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { type ClusterTab, paths } from "../../app/paths";
import { useCan } from "../../api/permissions";
import { Button } from "../../ui/controls";
import { useMessages } from "../../ui/language";
import { Page, Tabs } from "../../ui/page";
import { usePathParam } from "../../ui/params";
import { MayNot, WhoMay } from "../me/MayNot";
import { ClusterMoves } from "../moves/ClusterMoves";
import { DrainSheet } from "../moves/DrainSheet";
import { movesMessages } from "../moves/messages";
import { AmendClusterSheet } from "./AmendClusterSheet";
import { CordonSheet, RemoveSheet } from "./CordonSheet";
import { ClusterImages } from "./ClusterImages";
import { ClusterNodes } from "./ClusterNodes";
import { ClusterNow } from "./ClusterNow";
import { ClusterOrders } from "./ClusterOrders";
import { clustersMessages } from "./messages";
import { isPaused, PauseSheet } from "./PauseSheet";
import { cluster } from "./queries";
import { ClusterStatus } from "./state";

const TABS = ["now", "orders", "nodes", "images", "moves"] as const satisfies readonly ClusterTab[];

export function ClusterPage() {
  const words = useMessages(clustersMessages);
  const moving = useMessages(movesMessages);
  const id = usePathParam("id");
  const asked = usePathParam("tab");
  const tab = TABS.find((one) => one === asked) ?? "now";
  const read = useSuspenseQuery(cluster(id)).data;
  const manage = useCan("clusters:manage");
  const [open, setOpen] = useState<"cordon" | "drain" | "pause" | "amend" | "remove">();
  const one = read.data;
  const told = useId();
  const names = {
    now: words.tabNow,
    orders: words.tabOrders,
    nodes: words.tabNodes,
    images: words.tabImages,
    moves: moving.moves,
  };
  const close = () => setOpen(undefined);
  return (
    <Page
      title={one.name}
      sub={
        <>
          <ClusterStatus of={one} /> · {one.region}
          {one.simulated && ` · ${words.test}`}
        </>
      }
      acts={
        manage ? (
          <>
            <Button onClick={() => setOpen("amend")}>{words.amend}</Button>
            <Button onClick={() => setOpen("remove")}>{words.remove}</Button>
            <Button look={isPaused(one) ? undefined : "warn"} onClick={() => setOpen("pause")}>
              {isPaused(one) ? words.unpause : words.pause}
            </Button>
            <Button look={one.drain ? undefined : "warn"} onClick={() => setOpen("drain")}>
              {one.drain ? moving.cancelDrain : moving.drain}
            </Button>
            <Button look={one.cordoned_at ? undefined : "warn"} onClick={() => setOpen("cordon")}>
              {one.cordoned_at ? words.uncordon : words.cordon}
            </Button>
          </>
        ) : (
          <>
            {[
              words.amend,
              words.remove,
              isPaused(one) ? words.unpause : words.pause,
              one.drain ? moving.cancelDrain : moving.drain,
              one.cordoned_at ? words.uncordon : words.cordon,
            ].map((word) => (
              <MayNot key={word} to="clusters:manage" told={told}>
                {word}
              </MayNot>
            ))}
            <WhoMay id={told} to={["clusters:manage"]} />
          </>
        )
      }
    >
      <Tabs
        label={one.name}
        tabs={TABS.map((name) => ({ href: paths.opsCluster(id, name), label: names[name], current: tab === name }))}
      />
      {tab === "now" && <ClusterNow cluster={one} />}
      {tab === "orders" && <ClusterOrders cluster={one} />}
      {tab === "nodes" && <ClusterNodes cluster={one} />}
      {tab === "images" && <ClusterImages cluster={one} />}
      {tab === "moves" && <ClusterMoves cluster={one} />}
      {open === "drain" && <DrainSheet cluster={one} onClose={close} />}
      {open === "pause" && <PauseSheet cluster={one} onClose={close} />}
      {open === "cordon" && <CordonSheet cluster={one} onClose={close} />}
      {open === "amend" && <AmendClusterSheet read={read} onClose={close} />}
      {open === "remove" && <RemoveSheet cluster={one} onClose={close} />}
    </Page>
  );
}
