// Step 2: what kind of rooms, which, and for how many pupils.
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, type InputHTMLAttributes, useId, useState } from "react";
import type { KindView, NewRoom, QuotaUsage } from "../../../api/schema.gen";
import { Button, SelectField, TextArea, TextField, inputClass } from "../../../ui/controls";
import { useFormat } from "../../../ui/format";
import { useMessages } from "../../../ui/language";
import { Section } from "../../../ui/page";
import { Table } from "../../../ui/table";
import { draftMessages } from "../messages";
import { priceMessages } from "../../prices/messages";
import { readRooms } from "../import/paste";
import { kinds, onlyRegion, regions } from "../queries";
import { renameRoom, setRooms } from "../week-grid/moves";
import { type Sentence, useField } from "./fields";
import { setFlexible } from "./flexible";
import { FlexibleFields } from "./FlexibleFields";
import { WrongFields } from "./WrongFields";
import css from "./editor.module.css";
import { useDoc, useOpen, useSession } from "./use-session";

const SEATS = 50;
const COST_GROUP_MAX = 64;
const OVERRUNS = [0, 5, 10, 15, 20, 30, 45, 60];

function mostSeats(rooms: readonly NewRoom[]): number {
  return Math.max(1, ...rooms.map((room) => room.seats)) || SEATS;
}

export function RoomsStep({ quota, wrong }: { quota: QuotaUsage | undefined; wrong: readonly Sentence[] }) {
  const words = useMessages(draftMessages);
  const prices = useMessages(priceMessages);
  const format = useFormat();
  const session = useSession();
  const doc = useDoc();
  const { kind } = useOpen();
  const field = useField();
  const amends = kind === "amendment";
  return (
    <div className="stack">
      {quota && (
        <p className="quiet">{words.quota(format.count(quota.rooms.limit), format.count(quota.seats.limit))}</p>
      )}
      <WrongFields sentences={wrong} />
      <div className={css["form"]}>
        <TextField
          {...field("/name")}
          label={words.orderName}
          hint={words.orderNameHint}
          value={doc.name}
          maxLength={200}
          required
          onChange={(event) => session.edit((now) => ({ ...now, name: event.target.value }), "name")}
        />
        <RegionField fixed={amends} />
        <OverrunField />
        <TextField
          {...field("/cost_group")}
          label={prices.costGroup}
          hint={prices.costGroupHint}
          value={doc.cost_group ?? ""}
          maxLength={COST_GROUP_MAX}
          onChange={(event) => session.edit((now) => ({ ...now, cost_group: event.target.value }), "cost_group")}
        />
      </div>
      <FlexibleFields
        flexible={doc.flexible}
        onChange={(flexible) => session.edit((now) => setFlexible(now, flexible), "flexible")}
      />
      <Section title={words.kind}>
        {amends ? <p className="quiet">{words.kindFixed}</p> : null}
        <Kinds fixed={amends} />
      </Section>
      <AddRooms />
      <RoomTable />
    </div>
  );
}

function RegionField({ fixed }: { fixed: boolean }) {
  const words = useMessages(draftMessages);
  const session = useSession();
  const doc = useDoc();
  const { data: known = [], isPending } = useQuery(regions());
  const only = onlyRegion(known);
  const field = useField()("/region");
  const set = (region: string) => session.edit((now) => ({ ...now, region }), "region");
  if (isPending || (only && (doc.region === only || !doc.region))) return null;
  if (known.length === 0) {
    const on = { ...field, value: doc.region, disabled: fixed };
    return <TextField label={words.region} {...on} onChange={(event) => set(event.target.value.trim())} />;
  }
  const all = doc.region && !known.includes(doc.region) ? [doc.region, ...known] : known;
  return (
    <SelectField
      {...field}
      label={words.region}
      value={doc.region}
      disabled={fixed}
      options={[...(doc.region ? [] : [["", "–"] as const]), ...all.map((region) => [region, region] as const)]}
      onChange={(event) => set(event.target.value)}
    />
  );
}

/** How long lessons may go on. A length that came from elsewhere stays among the choices. */
function OverrunField() {
  const words = useMessages(draftMessages);
  const format = useFormat();
  const session = useSession();
  const doc = useDoc();
  const field = useField();
  const { data = [] } = useQuery(kinds(doc.rooms.length > 0 ? mostSeats(doc.rooms) : SEATS));
  const minutes = doc.overrun_minutes ?? data.find((one) => one.kind === doc.kind)?.overrun_minutes ?? 0;
  const choices = [...new Set([...OVERRUNS, minutes])].sort((a, b) => a - b);
  return (
    <SelectField
      {...field("/overrun_minutes")}
      label={words.overrun}
      hint={words.overrunHint}
      value={String(minutes)}
      options={choices.map((each) => [
        String(each),
        each === 0 ? words.overrunNone : words.minutesMore(format.count(each)),
      ])}
      onChange={(event) => {
        const chosen = Number(event.target.value);
        session.edit((now) => ({ ...now, overrun_minutes: chosen }), "overrun");
      }}
    />
  );
}

function Kinds({ fixed }: { fixed: boolean }) {
  const format = useFormat();
  const session = useSession();
  const words = useMessages(draftMessages);
  const doc = useDoc();
  const { data = [] } = useQuery(kinds(doc.rooms.length > 0 ? mostSeats(doc.rooms) : SEATS));
  return (
    <fieldset className={css["kinds"]} disabled={fixed}>
      <legend className="vh">{words.kind}</legend>
      {data.map((one: KindView) => (
        <label key={one.kind}>
          <input
            type="radio"
            name="/kind"
            value={one.kind}
            checked={doc.kind === one.kind}
            onChange={() => session.edit((now) => ({ ...now, kind: one.kind }))}
          />
          <span>
            <b>{one.title}</b>
            <span className="small quiet">{one.room?.message ?? words.seatsMost(format.count(one.seats_max))}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

function AddRooms() {
  const words = useMessages(draftMessages);
  const format = useFormat();
  const session = useSession();
  const doc = useDoc();
  const [text, setText] = useState("");
  const [seats, setSeats] = useState(String(doc.rooms.at(-1)?.seats ?? SEATS));
  const known = new Set(doc.rooms.map((room) => room.key));
  const found = readRooms(text, Number(seats) || SEATS).filter((room) => !known.has(room.key));
  const add = (event: FormEvent) => {
    event.preventDefault();
    session.edit((now) => setRooms(now, [...now.rooms, ...found]));
    setText("");
  };
  return (
    <Section title={words.addRooms}>
      <form className="stack-s" onSubmit={add}>
        <TextArea
          name="/rooms"
          label={words.classes}
          hint={words.addRoomsHint}
          rows={2}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            const plain = !event.shiftKey && !event.nativeEvent.isComposing && !text.includes("\n");
            if (event.key === "Enter" && plain && found.length > 0) add(event);
          }}
        />
        <div className="acts">
          <TextField
            label={words.seatsEach}
            type="number"
            min={1}
            max={3000}
            className={css["seats"]}
            value={seats}
            onChange={(event) => setSeats(event.target.value)}
          />
          <Button type="submit" disabled={found.length === 0}>
            {words.addThem}
          </Button>
          <span className="quiet" role="status">
            {found.length > 0 && words.wouldAdd(found.length, format.count(found.length))}
          </span>
        </div>
      </form>
    </Section>
  );
}

function RoomTable() {
  const words = useMessages(draftMessages);
  const format = useFormat();
  const session = useSession();
  const doc = useDoc();
  const [all, setAll] = useState("");
  if (doc.rooms.length === 0) return <p className="quiet">{words.noRooms}</p>;
  return (
    <Section
      title={words.roomsAll}
      ruled={false}
      aside={<span className="quiet">{words.countOfRooms(doc.rooms.length, format.count(doc.rooms.length))}</span>}
    >
      <form
        className="acts"
        onSubmit={(event) => {
          event.preventDefault();
          const seats = Number(all);
          if (seats > 0) session.edit((now) => ({ ...now, rooms: now.rooms.map((room) => ({ ...room, seats })) }));
        }}
      >
        <TextField
          label={words.allSeats}
          type="number"
          min={1}
          max={3000}
          className={css["seats"]}
          value={all}
          onChange={(event) => setAll(event.target.value)}
        />
        <Button type="submit" look="small" disabled={!all}>
          {words.setAll}
        </Button>
      </form>
      <Table label={words.roomsAll}>
        <thead>
          <tr>
            <th scope="col">{words.roomKey}</th>
            <th scope="col">{words.seats}</th>
            <th scope="col">{words.roomName}</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {doc.rooms.map((room, index) => (
            <RoomRow key={index} room={room} pointer={`/rooms/${index}`} />
          ))}
        </tbody>
      </Table>
    </Section>
  );
}

/** A field of a row: its column is its label, and what the API says of it stands under it. */
function RowField({ pointer, ...input }: { pointer: string } & InputHTMLAttributes<HTMLInputElement>) {
  const id = useId();
  const { name, error } = useField()(pointer);
  return (
    <>
      <input
        {...input}
        name={name}
        className={inputClass}
        {...(error ? { "aria-invalid": true, "aria-describedby": id } : {})}
      />
      {error && (
        <span className="small" id={id}>
          {error}
        </span>
      )}
    </>
  );
}

/** A row is taken over when its field is left, so that one change is one step back. */
function RoomRow({ room, pointer }: { room: NewRoom; pointer: string }) {
  const words = useMessages(draftMessages);
  const session = useSession();
  const doc = useDoc();
  const [taken, setTaken] = useState(false);
  const patch = (fields: Partial<NewRoom>) =>
    session.edit((now) => ({
      ...now,
      rooms: now.rooms.map((one) => (one.key === room.key ? { ...one, ...fields } : one)),
    }));
  const rename = (input: HTMLInputElement) => {
    const to = input.value.trim();
    const twice = to !== room.key && doc.rooms.some((one) => one.key === to);
    setTaken(twice);
    if (!to || twice) input.value = room.key;
    else if (to !== room.key) session.edit((now) => renameRoom(now, room.key, to));
  };
  return (
    <tr>
      <th scope="row">
        <RowField
          key={room.key}
          pointer={`${pointer}/key`}
          aria-label={words.roomKey}
          defaultValue={room.key}
          maxLength={64}
          onBlur={(event) => rename(event.currentTarget)}
        />
        {taken && (
          <span className="small" role="alert">
            {words.sameKey}
          </span>
        )}
      </th>
      <td className={css["seats"]}>
        <RowField
          key={room.seats}
          pointer={`${pointer}/seats`}
          type="number"
          min={1}
          max={3000}
          aria-label={`${words.seats} ${room.key}`}
          defaultValue={room.seats}
          onBlur={(event) => {
            const seats = Number(event.currentTarget.value);
            if (seats > 0 && seats !== room.seats) patch({ seats });
          }}
        />
      </td>
      <td>
        <RowField
          key={room.name}
          pointer={`${pointer}/name`}
          aria-label={`${words.roomName} ${room.key}`}
          defaultValue={room.name ?? ""}
          maxLength={200}
          onBlur={(event) => {
            const name = event.currentTarget.value.trim();
            if (name !== (room.name ?? "")) patch({ name: name || null });
          }}
        />
      </td>
      <td className="num">
        <Button
          look="small"
          aria-label={`${words.remove} ${room.key}`}
          onClick={() =>
            session.edit((now) =>
              setRooms(
                now,
                now.rooms.filter((one) => one.key !== room.key),
              ),
            )
          }
        >
          {words.remove}
        </Button>
      </td>
    </tr>
  );
}
