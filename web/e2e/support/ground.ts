// Clusters of one story alone: simulated ones in a region of their own, with a school in test mode. No order of another story is placed there, and no other
// school finds a region more to choose from.
import { randomUUID } from "node:crypto";
import { type Caller, School } from "./api";
import { addCluster } from "./database";

export interface Cluster {
  id: string;
  name: string;
}

export interface Ground {
  region: string;
  school: School;
  clusters: [Cluster, ...Cluster[]];
}

export async function ground(operator: Caller, ...names: [string, ...string[]]): Promise<Ground> {
  const region = `ops-${randomUUID().slice(0, 8)}`;
  const made = names.map((name) => `${region}-${name}`);
  for (const name of made) addCluster(name, region, "wss://{classroom}.rooms.example.org", true);
  const { items } = await operator.send("GET", "/v1/clusters?limit=200");
  const clusters = made.map((name) => (items as Cluster[]).find((one) => one.name === name)!);
  const school = await School.create(operator, `School of ${region}`, { livemode: false });
  return { region, school, clusters: clusters as [Cluster, ...Cluster[]] };
}

/** The name of the cluster on which the only order of a school is. */
export async function placeOf(operator: Caller, school: School): Promise<string> {
  const { items } = await operator.send("GET", `/v1/platform/orders?tenant_id=${school.id}`);
  return items[0].cluster_name;
}
