// The database of this run, for what no operation of the API brings about: clusters whose nodes are rows, and rooms that were seen to be up.
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { createDecipheriv, randomUUID } from "node:crypto";
import { MASTER_KEY } from "./place";

const NODES = 40;
const SHAPE = { cpu_milli: 64_000, memory_mib: 262_144, network_mbit: 25_000, pods: 110 };

function psql(): string {
  const root = "/usr/lib/postgresql";
  const versions = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : [];
  return versions.map((version) => `${root}/${version}/bin/psql`).find((path) => existsSync(path)) ?? "psql";
}

function run(sql: string): string {
  const args = [process.env["ADMIN_DATABASE_URL"] ?? "", "-v", "ON_ERROR_STOP=1", "-q", "-A", "-t", "-c", sql];
  return execFileSync(psql(), args, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] }).trim();
}

function limits(nodes: number): Record<string, number> {
  const whole = Object.fromEntries(Object.entries(SHAPE).map(([name, value]) => [name, value * nodes]));
  return { ...whole, node_share: nodes * 1_000_000_000 };
}

/** A cluster whose nodes are rows, which is all that decisions about orders look at. A simulated one is for institutions in test mode. */
export function addCluster(name: string, region: string, mediaUrl: string, simulated = false): void {
  const capacity = JSON.stringify({ shape: SHAPE, nodes: NODES });
  run(`
    WITH calendar AS (INSERT INTO calendars (id, limits) VALUES (gen_random_uuid(), '${JSON.stringify(limits(NODES))}') RETURNING id),
    cluster AS (
      INSERT INTO clusters (id, calendar_id, name, region, uid, simulated, kubeconfig, media_url, headroom_percent, version, capacity, created_at)
      SELECT gen_random_uuid(), id, '${name}', '${region}', gen_random_uuid(), ${simulated}, '', '${mediaUrl}', 0, 'v1.36.0', '${capacity}', now() FROM calendar
      RETURNING id)
    INSERT INTO cluster_nodes (cluster_id, name, schedulable, allocatable)
    SELECT cluster.id, 'node-' || number, true, '${JSON.stringify(SHAPE)}' FROM cluster, generate_series(1, ${NODES}) number;`);
}

/** A storage pool of a cluster, whose class was looked at there. */
export function addPool(cluster: string, name: string, mbit: number, gib: number): void {
  const mib = gib * 1024;
  const sold = (all: number) => Math.floor((all * 85) / 100);
  const limits = JSON.stringify({ storage_bandwidth_mbit: sold(mbit), storage_space_mib: sold(mib) });
  run(`
    WITH calendar AS (INSERT INTO calendars (id, limits) VALUES (gen_random_uuid(), '${limits}') RETURNING id)
    INSERT INTO storage_pools (id, cluster_id, calendar_id, name, storage_class, bandwidth_mbit, space_mib, retention_days, grows, created_at)
    SELECT gen_random_uuid(), c.id, calendar.id, '${name}', '${name}', ${mbit}, ${mib}, 7, true, now() FROM clusters c, calendar WHERE c.name = '${cluster}';`);
}

const uuidOf = (id: string) => id.split("_")[1] ?? "";

/** So many rooms more in an order, as its first one. An order that big would take the room of all other stories. */
export function addRooms(order: string, count: number, name: string): void {
  run(`
    INSERT INTO classrooms (id, tenant_id, order_id, key, position, name, seats, secret, status, created_at)
    SELECT gen_random_uuid(), tenant_id, order_id, 'R' || number, position + number, '${name}' || number, seats, secret, status, created_at
    FROM classrooms, generate_series(1, ${count}) number 
    WHERE order_id = '${uuidOf(order)}' AND key NOT LIKE 'R%';`);
}

const ROOMS_AN_ORDER = 100;

/** So many orders more of the same school, as this one, but of a term that is years away; and so many rooms in the first of them. Each is named by its number. */
export function addOrders(order: string, orders: number, rooms: number): void {
  const first = `'${uuidOf(order)}'`;
  const others = `tenant_id = (SELECT tenant_id FROM orders WHERE id = ${first}) AND id <> ${first}`;
  const [begins, ends] = ["current_date + 1000", "current_date + 1060"];
  run(`
    INSERT INTO orders (id, tenant_id, name, kind, region, first_day, last_day, earliest_day, latest_day, phase, generation, handled, rooms_total, ready,
                        next_change_at, created_at)
      SELECT gen_random_uuid(), tenant_id, 'Grade ' || 1 + number % 12 || ', order ' || number, kind, region, ${begins}, ${ends}, ${begins}, ${ends},
             'scheduled', 1, touched, ${ROOMS_AN_ORDER}, number % 50 <> 0, ${begins} + number * interval '1 minute', created_at + number * interval '1 ms'
      FROM orders, generate_series(1, ${orders}) number WHERE id = ${first};
    INSERT INTO order_generations (tenant_id, order_id, number, effective_from, document, kind, lessons_total, created_at)
      SELECT o.tenant_id, o.id, 1, o.created_at, g.document, g.kind, g.lessons_total, o.created_at
      FROM (SELECT * FROM orders WHERE ${others}) o, (SELECT * FROM order_generations WHERE order_id = ${first}) g;
    INSERT INTO classrooms (id, tenant_id, order_id, key, position, name, seats, secret, status, created_at)
      SELECT gen_random_uuid(), r.tenant_id, o.id, 'R' || (o.nth - 1) * ${ROOMS_AN_ORDER} + number, number,
             'Room ' || (o.nth - 1) * ${ROOMS_AN_ORDER} + number, r.seats, r.secret, r.status, r.created_at
      FROM (SELECT id, row_number() OVER (ORDER BY created_at) AS nth FROM orders WHERE ${others}) o,
           (SELECT * FROM classrooms WHERE order_id = ${first} LIMIT 1) r, generate_series(1, ${ROOMS_AN_ORDER}) number
      WHERE o.nth <= ${rooms / ROOMS_AN_ORDER};
    INSERT INTO order_words (order_id, tenant_id, words, grams)
      SELECT id, tenant_id, folded(name), grams(folded(name)) FROM orders WHERE ${others} ON CONFLICT DO NOTHING;
    ANALYZE;`);
}

/** An order that was placed a day ago: what is decided upon late is not due before its room had the time to come up. */
export function placedYesterday(order: string): void {
  run(`UPDATE order_generations SET created_at = created_at - interval '1 day', effective_from = effective_from - interval '1 day'
       WHERE order_id = '${uuidOf(order)}'`);
}

/** What the reconciler writes of a room that it has seen up, at this address; `null`: that is not known. */
export function roomIsUp(classroom: string, address: string | null): void {
  const status = { wanted: true, available: true, reason: "RoomsAvailable", params: { rooms: 1 }, since: new Date() };
  run(`UPDATE classrooms SET status = '${JSON.stringify(status)}', open_from = now() - interval '5 minutes',
         open_until = now() + interval '1 hour', opens_next = NULL, address = ${address === null ? "NULL" : `'${address}'`}, seen_at = now()
       WHERE id = '${uuidOf(classroom)}'`);
}

/** The same of all rooms of an order for these hours, but for some that never came up. */
export function roomsAreUp(order: string, but: readonly string[]): void {
  const status = { wanted: true, available: true, reason: "RoomsAvailable", params: { rooms: 1 }, since: new Date() };
  const those = `order_id = '${uuidOf(order)}' AND key <> ALL ('{${but.join(",")}}')`;
  run(`UPDATE classrooms SET status = '${JSON.stringify(status)}', open_from = now() - interval '2 hours',
         open_until = now() + interval '1 hour', seen_at = now() WHERE ${those};
       INSERT INTO readiness (tenant_id, classroom_id, available_from)
         SELECT tenant_id, id, now() - interval '2 hours' FROM classrooms WHERE ${those};`);
}

/** And of one whose lesson begins in so many seconds, or is over. */
export function roomIsClosed(classroom: string, opensInSeconds: number | null): void {
  const next = opensInSeconds === null ? "NULL" : `now() + interval '${opensInSeconds} seconds'`;
  run(`UPDATE classrooms SET status = '{"wanted": false, "available": false}', open_from = NULL, open_until = NULL,
         opens_next = ${next} WHERE id = '${uuidOf(classroom)}'`);
}

/** A room that is up and closes in so many minutes although people are inside: the quota leaves its lesson no more time. */
export function roomIsClosing(classroom: string, inMinutes: number): void {
  const refused = { reason: "QuotaUsed", params: { limit: "rooms", needed: 1, free: 0 } };
  run(`UPDATE classrooms SET open_until = now() + interval '${inMinutes} minutes' WHERE id = '${uuidOf(classroom)}';
       INSERT INTO overruns (tenant_id, order_id, line, room, held_on, classroom_id, ends_at, until, closes_at, refused)
         SELECT tenant_id, order_id, 'line', key, current_date, id, now(), now(), open_until, '${JSON.stringify(refused)}'
         FROM classrooms WHERE id = '${uuidOf(classroom)}'`);
}

/** The pair that a room's server knows people's tokens by, opened as the service does when it plans the server's objects. */
export function roomKeys(classroom: string): { key: string; secret: string } {
  const uuid = uuidOf(classroom);
  const sealed = Buffer.from(run(`SELECT encode(secret, 'hex') FROM classrooms WHERE id = '${uuid}'`), "hex");
  const context = Buffer.from(`classrooms.secret/${uuid}`);
  const [wrapped, body] = [sealed.subarray(9, 69), sealed.subarray(69)];
  return JSON.parse(
    opened(opened(Buffer.from(MASTER_KEY, "base64"), wrapped, context), body, context).toString("utf8"),
  );
}

/** AES-256-GCM: nonce, ciphertext, tag. */
function opened(key: Buffer, sealed: Buffer, context: Buffer): Buffer {
  const cipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, 12));
  cipher.setAAD(context);
  cipher.setAuthTag(sealed.subarray(-16));
  return Buffer.concat([cipher.update(sealed.subarray(12, -16)), cipher.final()]);
}

/** What is measured of an order's rooms, so many seconds each, an hour ago. */
export function usageRan(order: string, seconds: readonly number[]): void {
  const each = seconds.map((value, position) => `(${position + 1}, ${value})`).join(", ");
  run(`
    INSERT INTO usage_events (tenant_id, event_id, meter, order_id, classroom_id, hour, quantity, recorded_at)
    SELECT c.tenant_id, c.id::text || '.told', 'room_hours', c.order_id, c.id, date_trunc('hour', now()) - interval '1 hour', n.seconds, now()
    FROM classrooms c JOIN (VALUES ${each}) n(position, seconds) ON n.position = c.position WHERE c.order_id = '${uuidOf(order)}';`);
}

/** The invoice of a month that is over, of one line and without tax, issued by whoever sells and not paid. A month is over only with time. */
export function addInvoice(
  tenant: string,
  number: string,
  currency: string,
  amountMinor: number,
  monthsAgo: number,
): string {
  const id = randomUUID();
  const of = `'${uuidOf(tenant)}', '${id}'`;
  const begins = (ago: number) => `date_trunc('month', now() - interval '${ago} months')::date`;
  const days = `${begins(monthsAgo)}, ${begins(monthsAgo - 1)} - 1`;
  const seller = "(SELECT id FROM legal_entities ORDER BY created_at, id LIMIT 1)";
  run(`
    INSERT INTO invoices (tenant_id, id, kind, cycle, key, status, number, legal_entity_id, currency, first_day, last_day, issued_at, due_on,
                          subtotal_minor, tax_minor, total_minor, created_at)
      VALUES (${of}, 'invoice', ${begins(monthsAgo)}, '${number}', 'issued', '${number}', ${seller}, '${currency}', ${days}, now(), now()::date + 30,
              ${amountMinor}, 0, ${amountMinor}, now());
    INSERT INTO invoice_lines (tenant_id, invoice_id, position, price, title, meter, quantity, first_day, last_day, amount_minor)
      VALUES (${of}, 0, 'base', 'Base fee', 'month', 1, ${days}, ${amountMinor});`);
  return `inv_${id}`;
}

/** How the promises of an institution's lessons were kept last week, as they are summed a day after. */
export function promisesKept(
  tenant: string,
  { in_time, late, broken }: Record<"in_time" | "late" | "broken", number>,
): void {
  run(`
    INSERT INTO promise_weeks (tenant_id, week, cluster_id, lessons, in_time, late, broken, unknown, ready_before)
      SELECT '${uuidOf(tenant)}', date_trunc('week', now() - interval '7 days')::date, id, ${in_time + late + broken}, ${in_time}, ${late},
             ${broken}, 0, ARRAY[0, 0, 0, ${in_time}]
      FROM clusters ORDER BY created_at LIMIT 1;`);
}
