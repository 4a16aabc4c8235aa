// Before the first story: somebody of the platform, and a cluster, which is all that decisions about orders look at.
import { execFileSync } from "node:child_process";
import { addCluster } from "./database";
import { HOMEROOM, MASTER_KEY, ORIGIN, PLATFORM, REGION } from "./place";

export default function setup(): void {
  const env = { ...process.env, MASTER_KEY, PUBLIC_URL: ORIGIN };
  execFileSync(HOMEROOM, ["admin", "create-platform-admin", "--email", PLATFORM.email], {
    env,
    input: `${PLATFORM.password}\n`,
  });
  addCluster("bj-1", REGION, "wss://{classroom}.rooms.example.org");
}
