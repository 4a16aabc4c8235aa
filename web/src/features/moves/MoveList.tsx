// Moves: whose, from where to where, how far, and what each waits for.
import { useId } from "react";
import { paths } from "../../app/paths";
import { useCan } from "../../api/permissions";
import type { MoveCluster, MoveState, MoveView } from "../../api/schema.gen";
import { Button } from "../../ui/controls";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Go } from "../../ui/link";
import { Name } from "../../ui/name";
import { useNarrow } from "../../ui/narrow";
import type { State } from "../../ui/status";
import { FailureStrip } from "../../ui/strip";
import { Row, Rows, Table } from "../../ui/table";
import { MayNot, WhoMay } from "../me/MayNot";
import { movesMessages } from "./messages";
import { useCancelMove } from "./mutations";

const TO = "clusters:manage";

interface MoveProps {
  move: MoveView;
  /** Where it is said who may give one up. */
  told: string;
}

export function MoveList({ moves }: { moves: readonly MoveView[] }) {
  const told = useId();
  // On a phone each has its lines, and what can be done in them: only one of the two is made.
  const narrow = useNarrow();
  return (
    <div className="stack-s">
      {narrow ? <MoveLines moves={moves} told={told} /> : <MoveTable moves={moves} told={told} />}
      {moves.some(({ state }) => state === "preparing") && <WhoMay id={told} to={[TO]} />}
    </div>
  );
}

interface MovesProps {
  moves: readonly MoveView[];
  told: string;
}

function MoveLines({ moves, told }: MovesProps) {
  const words = useMessages(movesMessages);
  return (
    <Rows label={words.moves}>
      {moves.map((move) => (
        <MoveLine key={move.id} move={move} told={told} />
      ))}
    </Rows>
  );
}

function MoveTable({ moves, told }: MovesProps) {
  const words = useMessages(movesMessages);
  return (
    <Table label={words.moves} dense>
      <thead>
        <tr>
          <th scope="col">{words.order}</th>
          <th scope="col">{words.from}</th>
          <th scope="col">{words.to}</th>
          <th scope="col">{words.state}</th>
          <th scope="col">{words.waits}</th>
          <th scope="col" className="num">
            {words.begun}
          </th>
          <td />
        </tr>
      </thead>
      <tbody>
        {moves.map((move) => (
          <MoveRow key={move.id} move={move} told={told} />
        ))}
      </tbody>
    </Table>
  );
}

const SHAPES = {
  preparing: "warming",
  switched: "live",
  done: "ready",
  cancelled: "cancelled",
} as const satisfies Record<MoveState, State>;

function MoveLine({ move, told }: MoveProps) {
  const words = useMessages(movesMessages);
  const format = useFormat();
  return (
    <Row
      state={SHAPES[move.state]}
      said={words[move.state]}
      href={`${paths.order(move.order_id)}?as=${move.tenant_id}`}
      title={<Name max={40}>{move.order_name}</Name>}
      detail={
        <>
          <Name max={24}>{move.tenant_name}</Name> · <Cluster of={move.from} /> → <Cluster of={move.to} /> ·{" "}
          {words[move.state]} · {words[move.cause]} <Waits move={move} told={told} />
        </>
      }
      end={format.moment(move.created_at)}
    />
  );
}

/** What it waits for, or why it was given up; and giving it up. */
function Waits({ move, told }: MoveProps) {
  const cancel = useCancelMove(move.id);
  return (
    <>
      {move.blocked?.message ?? move.withdrawn?.message}
      <FailureStrip error={cancel.error} />
      {move.state === "preparing" && (
        <p>
          <GiveUp move={move} told={told} cancel={cancel} />
        </p>
      )}
    </>
  );
}

function GiveUp({ move, told, cancel }: MoveProps & { cancel: ReturnType<typeof useCancelMove> }) {
  const words = useMessages(movesMessages);
  const said = (
    <>
      {words.giveUp}
      <span className="vh">: {move.order_name}</span>
    </>
  );
  if (!useCan(TO))
    return (
      <MayNot to={TO} told={told} look="small">
        {said}
      </MayNot>
    );
  return (
    <Button look="small" disabled={cancel.isPending} onClick={() => cancel.mutate(undefined)}>
      {said}
    </Button>
  );
}

function MoveRow({ move, told }: MoveProps) {
  const words = useMessages(movesMessages);
  const format = useFormat();
  const cancel = useCancelMove(move.id);
  return (
    <tr>
      <th scope="row">
        <Name max={24}>{move.tenant_name}</Name> ·{" "}
        <Go href={`${paths.order(move.order_id)}?as=${move.tenant_id}`}>
          <Name max={40}>{move.order_name}</Name>
        </Go>
      </th>
      <td className="nowrap">
        <Cluster of={move.from} />
      </td>
      <td className="nowrap">
        <Cluster of={move.to} />
      </td>
      <td className="nowrap">
        {words[move.state]} · {words[move.cause]}
      </td>
      <td>
        {move.blocked?.message ?? move.withdrawn?.message}
        <FailureStrip error={cancel.error} />
      </td>
      <td className="num">{format.moment(move.created_at)}</td>
      <td>{move.state === "preparing" && <GiveUp move={move} told={told} cancel={cancel} />}</td>
    </tr>
  );
}

/** One that was taken off has no name any more, and no page. */
function Cluster({ of }: { of: MoveCluster }) {
  return of.name ? <Go href={paths.opsCluster(of.id, "moves")}>{of.name}</Go> : "–";
}
