// Before the first story: somebody of the platform, and a cluster whose nodes are rows, which is all that decisions about orders look at.
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { HOMEROOM, MASTER_KEY, ORIGIN, PLATFORM, REGION } from "./place";

const NODES = 40;
const SHAPE = { cpu_milli: 64_000, memory_mib: 262_144, network_mbit: 25_000, pods: 110 };

function psql(): string {
  const root = "/usr/lib/postgresql";
  const versions = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : [];
  return versions.map((version) => `${root}/${version}/bin/psql`).find((path) => existsSync(path)) ?? "psql";
}

function limits(nodes: number): Record<string, number> {
  const whole = Object.fromEntries(Object.entries(SHAPE).map(([name, value]) => [name, value * nodes]));
  return { ...whole, node_share: nodes * 1_000_000_000 };
}

export default function setup(): void {
  const env = { ...process.env, MASTER_KEY, PUBLIC_URL: ORIGIN };
  execFileSync(HOMEROOM, ["admin", "create-platform-admin", "--email", PLATFORM.email], {
    env,
    input: `${PLATFORM.password}\n`,
  });
  const capacity = JSON.stringify({ shape: SHAPE, nodes: NODES });
  const sql = `
    WITH calendar AS (INSERT INTO calendars (id, limits) VALUES (gen_random_uuid(), '${JSON.stringify(limits(NODES))}') RETURNING id),
    cluster AS (
      INSERT INTO clusters (id, calendar_id, name, region, uid, simulated, kubeconfig, media_url, headroom_percent, version, capacity, created_at)
      SELECT gen_random_uuid(), id, 'bj-1', '${REGION}', gen_random_uuid(), false, '', 'wss://{classroom}.rooms.example.org', 0, 'v1.36.0', '${capacity}', now() FROM calendar
      RETURNING id)
    INSERT INTO cluster_nodes (cluster_id, name, schedulable, allocatable)
    SELECT cluster.id, 'node-' || number, true, '${JSON.stringify(SHAPE)}' FROM cluster, generate_series(1, ${NODES}) number;`;
  execFileSync(psql(), [process.env["ADMIN_DATABASE_URL"] ?? "", "-v", "ON_ERROR_STOP=1", "-q", "-c", sql], {
    stdio: ["ignore", "ignore", "inherit"],
  });
}
