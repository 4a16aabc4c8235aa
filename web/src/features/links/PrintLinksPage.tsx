// Links with their QR codes for paper, one a classroom. They are made here, when asked, and shown once.
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { LinkRole, Validity } from "../../api/schema.gen";
import { useZone } from "../../api/zone";
import { text, useAddress } from "../../ui/address";
import { Button, SelectField } from "../../ui/controls";
import { Empty } from "../../ui/empty";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Loaded } from "../../ui/loaded";
import { Name } from "../../ui/name";
import { Page } from "../../ui/page";
import { Qr } from "../../ui/qr";
import { useSeek } from "../../ui/seek";
import { FailureStrip, Strip } from "../../ui/strip";
import { More } from "../../ui/table";
import { type Classroom, classroom, classrooms } from "../classrooms/queries";
import css from "./links.module.css";
import { linkMessages } from "./messages";
import { printLinksMessages } from "./print.messages";
import { liveLinksOf } from "./queries";
import { thereFor } from "./there";
import { type Made, useMakeLinks } from "./useMakeLinks";

const ADDRESS = { classroom: text(), order: text() };

export function PrintLinksPage() {
  const words = useMessages(printLinksMessages);
  const [address] = useAddress(ADDRESS);
  const one = useQuery({ ...classroom(address.classroom), enabled: Boolean(address.classroom) });
  const many = useInfiniteQuery({ ...classrooms({ order_id: address.order }), enabled: Boolean(address.order) });
  useSeek(many, true);
  const rooms = address.classroom
    ? one.data && [one.data]
    : many.data?.pages.flatMap((page) => page.items.filter((room) => !room.removed_at));
  const isWhole = Boolean(address.classroom) || !many.hasNextPage;
  if (!address.classroom && !address.order) {
    return (
      <Page title={words.links}>
        <Empty drawing="desk" title={words.noRooms} />
      </Page>
    );
  }
  return (
    <Page title={words.links}>
      <Loaded
        query={{
          data: rooms,
          error: one.error ?? many.error,
          refetch: () => void (address.classroom ? one : many).refetch(),
        }}
      >
        {(found) => (isWhole ? <Make rooms={found} /> : <Finding rooms={found.length} error={many.error} />)}
      </Loaded>
      {address.order && many.isFetchNextPageError && <More query={many} />}
    </Page>
  );
}

/** No links are made before all classrooms are known: whoever prints them takes the pile for all there are. */
function Finding({ rooms, error }: { rooms: number; error: unknown }) {
  const words = useMessages(printLinksMessages);
  const format = useFormat();
  return (
    <>
      <p role="status" className="quiet">
        {words.finding(format.count(rooms))}
      </p>
      <FailureStrip error={error} />
    </>
  );
}

function Make({ rooms }: { rooms: readonly Classroom[] }) {
  const words = useMessages(printLinksMessages);
  const links = useMessages(linkMessages);
  const format = useFormat();
  const zone = useZone();
  const [role, setRole] = useState<LinkRole>("pupil");
  const [valid, setValid] = useState<Validity>("term");
  const { made, make } = useMakeLinks(rooms, { role, valid });
  const live = useQuery({ ...liveLinksOf(rooms.map(({ id }) => id)), enabled: made.length === 0 });
  const there = thereFor(role, live.data ?? []);
  const all = format.count(rooms.length);
  if (rooms.length > 0 && rooms.every(({ id }) => made.some(({ room }) => room.id === id)))
    return <Cards made={made} />;
  const cannot = make.isPending || live.isFetching || rooms.length === 0;
  return (
    <div className="stack">
      <p>{words.linksText}</p>
      <p className="quiet">{words.rooms(rooms.length, all)}</p>
      <FailureStrip error={make.error ?? live.error} />
      {there && (
        <Strip state="warming">
          <b>{words.there(there.rooms, format.count(there.rooms), role, format.moment(there.since, zone))}</b>{" "}
          {words.thereText}
        </Strip>
      )}
      <div className="bar">
        <SelectField
          label={links.forWhom}
          value={role}
          disabled={made.length > 0}
          options={[
            ["pupil", links.pupils],
            ["teacher", links.teacher],
          ]}
          onChange={(event) => setRole(event.target.value as LinkRole)}
        />
        <SelectField
          label={links.valid}
          value={valid}
          disabled={made.length > 0}
          options={[
            ["lesson", links.validLesson],
            ["day", links.validDay],
            ["term", links.validTerm],
          ]}
          onChange={(event) => setValid(event.target.value as Validity)}
        />
        <Button look="main" disabled={cannot} onClick={() => make.mutate({ endOld: false })}>
          {make.isPending ? words.making(format.count(made.length), all) : words.make(rooms.length, all)}
        </Button>
        {there && (
          <Button look="warn" disabled={cannot} onClick={() => make.mutate({ endOld: true })}>
            {words.makeAndEnd}
          </Button>
        )}
      </div>
      <p role="status" className="small quiet">
        {live.isFetching && words.looking}
      </p>
    </div>
  );
}

function Cards({ made }: { made: readonly Made[] }) {
  const words = useMessages(printLinksMessages);
  const links = useMessages(linkMessages);
  const format = useFormat();
  const zone = useZone();
  return (
    <div className="stack">
      <p className="no-print">
        <Button look="main" onClick={() => window.print()}>
          {words.print}
        </Button>
      </p>
      <div className={css["cards"]}>
        {made.map(({ room, link }) => (
          <article key={link.id} className={css["card"]}>
            <h2>
              <Name max={24}>{room.key}</Name>
            </h2>
            {room.name && room.name !== room.key && (
              <p>
                <Name>{room.name}</Name>
              </p>
            )}
            {link.address && <Qr text={link.address} label={words.qr(room.key)} />}
            <p>{link.role === "pupil" ? words.scan : `${words.scan} · ${links.teacher}`}</p>
            <code>{link.address}</code>
            <p className="small quiet">{words.until(format.moment(link.expires_at, zone))}</p>
          </article>
        ))}
      </div>
    </div>
  );
}
