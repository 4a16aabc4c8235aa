import { useInfiniteQuery } from "@tanstack/react-query";
import type { SessionView } from "../../api/schema.gen";
import { useZone } from "../../api/zone";
import { Button } from "../../ui/controls";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Loaded } from "../../ui/loaded";
import { Name } from "../../ui/name";
import { FailureStrip } from "../../ui/strip";
import { useNarrow } from "../../ui/narrow";
import { More, Row, Rows, Table } from "../../ui/table";
import { browserOf } from "./browser";
import { MeFrame } from "./MeFrame";
import { meMessages } from "./messages";
import { roleMessages } from "./role.messages";
import { useEndSession } from "./mutations";
import { sessions } from "./queries";

export function SessionsPage() {
  const words = useMessages(meMessages);
  const query = useInfiniteQuery(sessions());
  const end = useEndSession();
  return (
    <MeFrame page="sessions">
      <FailureStrip error={end.error} />
      <Loaded query={query}>
        {(data) => (
          <div className="stack-s">
            <Sessions items={data.pages.flatMap((page) => page.items)} end={(id) => end.mutate(id)} />
            <More query={query} />
            <p className="acts">
              <Button onClick={() => end.mutate(undefined)} disabled={end.isPending}>
                {words.endOthers}
              </Button>
            </p>
          </div>
        )}
      </Loaded>
    </MeFrame>
  );
}

function Sessions({ items, end }: { items: readonly SessionView[]; end: (id: string) => void }) {
  const words = useMessages(meMessages);
  const roles = useMessages(roleMessages);
  const format = useFormat();
  const zone = useZone();
  const seen = (one: SessionView) => (one.current ? words.this : format.moment(one.last_seen_at, zone));
  const ends = (one: SessionView) =>
    !one.current && (
      <Button look="small" onClick={() => end(one.id)}>
        {words.end}
      </Button>
    );
  if (useNarrow()) {
    return (
      <Rows label={words.sessions}>
        {items.map((one) => (
          <Row
            key={one.id}
            title={<Name>{browserOf(one.user_agent) ?? words.unknownBrowser}</Name>}
            detail={
              <>
                <Name>{one.membership.name ?? words.platform}</Name> {roles[one.membership.role]}
                <br />
                {words.seen}: {seen(one)}
              </>
            }
            end={ends(one)}
          />
        ))}
      </Rows>
    );
  }
  return (
    <Table label={words.sessions}>
      <thead>
        <tr>
          <th scope="col">{words.browser}</th>
          <th scope="col">{words.place}</th>
          <th scope="col">{words.since}</th>
          <th scope="col">{words.seen}</th>
          <td />
        </tr>
      </thead>
      <tbody>
        {items.map((one) => (
          <tr key={one.id}>
            <th scope="row">
              <Name>{browserOf(one.user_agent) ?? words.unknownBrowser}</Name>
            </th>
            <td>
              <Name>{one.membership.name ?? words.platform}</Name>{" "}
              <span className="quiet">{roles[one.membership.role]}</span>
            </td>
            <td className="nowrap">{format.moment(one.created_at, zone)}</td>
            <td className="nowrap">{seen(one)}</td>
            <td className="num">{ends(one)}</td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
