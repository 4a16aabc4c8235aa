// Links with their QR codes for paper, one a classroom. They are made here, when asked, and shown once.
import { useInfiniteQuery, useMutation, useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { newKey } from "../../api/idempotency";
import type { CreatedLink, LinkRole, Validity } from "../../api/schema.gen";
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
import { FailureStrip } from "../../ui/strip";
import { More } from "../../ui/table";
import { makeLink, revokeLink } from "../classrooms/links";
import { type Classroom, classroom, classrooms } from "../classrooms/queries";
import { printMessages } from "./messages";
import css from "./print.module.css";

const ADDRESS = { classroom: text(), order: text() };

export function PrintLinksPage() {
  const words = useMessages(printMessages);
  const [address] = useAddress(ADDRESS);
  const one = useQuery({ ...classroom(address.classroom), enabled: Boolean(address.classroom) });
  const many = useInfiniteQuery({ ...classrooms({ order_id: address.order }), enabled: Boolean(address.order) });
  const rooms = address.classroom
    ? one.data && [one.data]
    : many.data?.pages.flatMap((page) => page.items.filter((room) => !room.removed_at));
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
        {(found) => <Make rooms={found} />}
      </Loaded>
      {address.order && <More query={many} />}
    </Page>
  );
}

interface Made {
  room: Classroom;
  link: CreatedLink;
}

function Make({ rooms }: { rooms: readonly Classroom[] }) {
  const words = useMessages(printMessages);
  const format = useFormat();
  const [role, setRole] = useState<LinkRole>("pupil");
  const [valid, setValid] = useState<Validity>("term");
  const [made, setMade] = useState<Made[]>([]);
  // An answer that was lost is asked for again by the same key: the paper has one link a classroom, and no second one works beside it.
  const keys = useRef(new Map<string, string>());
  const keyOf = (wanted: string) => {
    const key = keys.current.get(wanted) ?? newKey();
    keys.current.set(wanted, key);
    return key;
  };
  const makeOnce = async (room: Classroom): Promise<CreatedLink> => {
    const wanted = `${room.id} ${role} ${valid}`;
    const link = await makeLink(room.id, { role, valid }, keyOf(wanted));
    if (link.address) return link;
    // The first answer was lost, and what leads into the room is shown in that one alone: another link takes its place.
    await revokeLink(room.id, link.id);
    keys.current.delete(wanted);
    return makeOnce(room);
  };
  const make = useMutation({
    mutationFn: async () => {
      const done = new Set(made.map(({ room }) => room.id));
      for (const room of rooms.filter(({ id }) => !done.has(id))) {
        const link = await makeOnce(room);
        setMade((before) => [...before, { room, link }]);
      }
    },
  });
  const all = format.count(rooms.length);
  if (rooms.length > 0 && rooms.every(({ id }) => made.some(({ room }) => room.id === id)))
    return <Cards made={made} />;
  return (
    <div className="stack">
      <p>{words.linksText}</p>
      <p className="quiet">{words.rooms(rooms.length, all)}</p>
      <FailureStrip error={make.error} />
      <div className="bar">
        <SelectField
          label={words.forWhom}
          value={role}
          disabled={made.length > 0}
          options={[
            ["pupil", words.pupils],
            ["teacher", words.teacher],
          ]}
          onChange={(event) => setRole(event.target.value as LinkRole)}
        />
        <SelectField
          label={words.valid}
          value={valid}
          disabled={made.length > 0}
          options={[
            ["lesson", words.validLesson],
            ["day", words.validDay],
            ["term", words.validTerm],
          ]}
          onChange={(event) => setValid(event.target.value as Validity)}
        />
        <Button look="main" disabled={make.isPending || rooms.length === 0} onClick={() => make.mutate()}>
          {make.isPending ? words.making(format.count(made.length), all) : words.make(rooms.length, all)}
        </Button>
      </div>
    </div>
  );
}

function Cards({ made }: { made: readonly Made[] }) {
  const words = useMessages(printMessages);
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
            <p>{link.role === "pupil" ? words.scan : `${words.scan} · ${words.teacher}`}</p>
            <code>{link.address}</code>
            <p className="small quiet">{words.until(format.moment(link.expires_at, zone))}</p>
          </article>
        ))}
      </div>
    </div>
  );
}
