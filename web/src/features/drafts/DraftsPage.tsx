// Drafts of orders: the person's own and those that are shared.
import { useQueryClient, useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useMe } from "../../api/me";
import { actingFor } from "../../api/ambient";
import type { DraftSummary } from "../../api/schema.gen";
import { useZone } from "../../api/zone";
import { paths } from "../../app/paths";
import { Button } from "../../ui/controls";
import { Empty } from "../../ui/empty";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { ButtonLink, Go, useGo } from "../../ui/link";
import { Name } from "../../ui/name";
import { useNarrow } from "../../ui/narrow";
import { Page } from "../../ui/page";
import { Sheet } from "../../ui/sheet";
import { Status } from "../../ui/status";
import { FailureStrip } from "../../ui/strip";
import { More, Row, Rows, Table } from "../../ui/table";
import { Doors } from "./editor/Doors";
import { forgetLocal } from "./editor/local";
import { localId } from "./editor/session";
import { shareMessages } from "./editor/share.messages";
import { madeMessages } from "./made.messages";
import { draftMessages } from "./messages";
import { drafts, removeDraft } from "./queries";
import { type DraftStep, STEPS } from "./types";

type Listed = Pick<DraftSummary, "id" | "mine" | "name">;

const madeOf = ({ kind }: DraftSummary) => (kind === "amendment" ? "amended" : "ordered");
const isUnfit = ({ verdict, made }: DraftSummary) => verdict === "does_not_fit" && !made;

export function DraftsPage() {
  const words = useMessages(draftMessages);
  const { shared } = useMessages(shareMessages);
  const became = useMessages(madeMessages);
  const format = useFormat();
  const zone = useZone();
  const go = useGo();
  const narrow = useNarrow();
  const query = useSuspenseInfiniteQuery(drafts());
  const items = query.data.pages.flatMap((page) => page.items);
  const [removing, setRemoving] = useState<{ id: string; name: string }>();
  const stepOf = (step: string): DraftStep => STEPS.find((one) => one === step) ?? "source";
  const name = (draft: Listed) => draft.name ?? words.unnamed;
  const remover = (draft: Listed) =>
    draft.mine && (
      <Button look="small" onClick={() => setRemoving({ id: draft.id, name: name(draft) })}>
        {words.remove}
        <span className="vh">: {name(draft)}</span>
      </Button>
    );
  return (
    <Page
      title={words.drafts}
      acts={
        <ButtonLink look="main" href={paths.newOrder()}>
          {words.newOrder}
        </ButtonLink>
      }
    >
      {items.length === 0 && (
        <Empty drawing="ruler" title={words.noDrafts}>
          <p>{words.nothingOrdered}</p>
        </Empty>
      )}
      {items.length === 0 && <Doors onChoose={(door) => void go(paths.newOrder(door))} />}
      {items.length > 0 && narrow && (
        <Rows label={words.draftsOf}>
          {items.map((draft) => (
            <Row
              key={draft.id}
              href={paths.draft(draft.id, stepOf(draft.step))}
              title={<Name>{name(draft)}</Name>}
              state={isUnfit(draft) ? "refused" : undefined}
              detail={[
                draft.made ? became[madeOf(draft)] : words[stepOf(draft.step)],
                format.moment(draft.updated_at, zone),
                ...(draft.kind === "amendment" ? [words.amendmentOf] : []),
                ...(draft.shared ? [shared] : []),
              ].join(" · ")}
              end={remover(draft)}
            />
          ))}
        </Rows>
      )}
      {items.length > 0 && !narrow && (
        <Table label={words.draftsOf}>
          <thead>
            <tr>
              <th scope="col">{words.draftName}</th>
              <th scope="col">{words.draftStep}</th>
              <th scope="col">{words.draftSaved}</th>
              <th scope="col">{words.draftOwner}</th>
              <td />
            </tr>
          </thead>
          <tbody>
            {items.map((draft) => (
              <tr key={draft.id}>
                <th scope="row">
                  <Go href={paths.draft(draft.id, stepOf(draft.step))}>
                    <Name>{name(draft)}</Name>
                  </Go>
                  {draft.kind === "amendment" && <span className="small quiet"> {words.amendmentOf}</span>}
                </th>
                <td>
                  {draft.made ? (
                    <Go href={paths.order(draft.made.order_id)}>
                      {became[madeOf(draft)]}
                      <span className="vh">: {name(draft)}</span>
                    </Go>
                  ) : (
                    words[stepOf(draft.step)]
                  )}{" "}
                  {isUnfit(draft) && <Status state="refused" />}
                </td>
                <td>{format.moment(draft.updated_at, zone)}</td>
                <td>
                  <Name>{draft.owner.name ?? ""}</Name>
                  {draft.shared && <span className="small quiet"> {shared}</span>}
                </td>
                <td className="num">{remover(draft)}</td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
      <More query={query} />
      {removing && <RemoveSheet {...removing} onClose={() => setRemoving(undefined)} />}
    </Page>
  );
}

function RemoveSheet({ id, name, onClose }: { id: string; name: string; onClose: () => void }) {
  const words = useMessages(draftMessages);
  const queries = useQueryClient();
  const me = useMe();
  const [error, setError] = useState<unknown>();
  const remove = async () => {
    try {
      await removeDraft(id);
      await forgetLocal(localId(me.id, actingFor() ?? me.place ?? "", id));
      await queries.invalidateQueries({ queryKey: ["drafts"] });
      onClose();
    } catch (failure) {
      setError(failure);
    }
  };
  return (
    <Sheet
      title={<bdi>{words.removeSure(name)}</bdi>}
      onClose={onClose}
      acts={
        <Button look="warn" onClick={() => void remove()}>
          {words.remove}
        </Button>
      }
    >
      <FailureStrip error={error} />
      <p>{words.removed}</p>
    </Sheet>
  );
}
