// A Kubernetes control plane of a story's own: the real programs, and nodes that kwok plays. It takes some seconds to stand.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { Agent, request } from "node:https";
import { createInterface } from "node:readline";
import { HOMEROOM } from "./place";

interface Started {
  /** Kubeconfigs: one that may do everything, and the one to register. */
  admin: string;
  homeroom: string;
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- objects of Kubernetes as they come over the wire.
type Found = any;

const PATIENCE_MS = 120_000;
/** As often as a watcher would notice. */
const LOOK_MS = 20;
export class ControlPlane {
  private readonly agent: Agent;
  private readonly server: string;
  private readonly token: string;

  private constructor(
    private readonly child: ChildProcess,
    private readonly kubeconfigs: Started,
  ) {
    this.server = this.said("server");
    this.token = this.said("token");
    const ca = Buffer.from(this.said("certificate-authority-data"), "base64").toString("utf8");
    this.agent = new Agent({ ca, keepAlive: true });
  }

  static async start(nodes: number): Promise<ControlPlane> {
    // It ends with its standard input, and that with this process.
    const child = spawn(`${HOMEROOM}-local`, ["control-plane", "--nodes", String(nodes)], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    for await (const line of createInterface({ input: child.stdout })) {
      return new ControlPlane(child, JSON.parse(line) as Started);
    }
    throw new Error("no control plane stands: homeroom-local has ended");
  }

  async stop(): Promise<void> {
    this.agent.destroy();
    if (this.child.exitCode !== null) return;
    const ended = once(this.child, "exit");
    this.child.stdin?.end();
    await ended;
  }

  /** The kubeconfig that has every right that the service asks for. */
  get kubeconfig(): string {
    return this.kubeconfigs.homeroom;
  }

  /** One that may only look. */
  async kubeconfigToLook(): Promise<string> {
    const account = { kind: "ServiceAccount", name: "default", namespace: "default" };
    await this.send("POST", "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", {
      metadata: { generateName: "looks-" },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "view" },
      subjects: [account],
    });
    const path = "/api/v1/namespaces/default/serviceaccounts/default/token";
    const { status } = await this.send("POST", path, { spec: {} });
    return this.kubeconfigs.admin.replace(this.token, status.token);
  }

  /** The node that a classroom's pod runs on. */
  async nodeOf(classroom: string): Promise<string> {
    const { items } = await this.send("GET", `/api/v1/pods?labelSelector=homeroom.dev/classroom=${classroom}`);
    return items[0].spec.nodeName;
  }

  /** Has the machines go dark: nobody speaks for the nodes any more, which Kubernetes bears for most of a minute. */
  silence(): void {
    this.child.stdin?.write("freeze-nodes\n");
  }

  /** The machines are back. Their pods were given up: those that take their place are made anew. */
  async recover(): Promise<void> {
    this.child.stdin?.write("thaw-nodes\n");
    const { items } = await this.send("GET", "/api/v1/pods");
    for (const { metadata } of items)
      await this.send("DELETE", `/api/v1/namespaces/${metadata.namespace}/pods/${metadata.name}`);
  }

  /** When the API server says that nothing is known of the node any more. */
  async lost(node: string): Promise<number> {
    const until = Date.now() + PATIENCE_MS;
    while (Date.now() < until) {
      const { status } = await this.send("GET", `/api/v1/nodes/${node}`);
      if (status.conditions.some((one: Found) => one.type === "Ready" && one.status === "Unknown")) return Date.now();
      await new Promise((later) => setTimeout(later, LOOK_MS));
    }
    throw new Error(`${node} is not given up`);
  }

  private said(field: string): string {
    return new RegExp(`${field}: (\\S+)`).exec(this.kubeconfigs.admin)?.[1] ?? "";
  }

  private send(method: string, path: string, body?: object): Promise<Found> {
    const type = method === "PATCH" ? "application/merge-patch+json" : "application/json";
    const headers = { Authorization: `Bearer ${this.token}`, ...(body ? { "Content-Type": type } : {}) };
    return new Promise((resolve, reject) => {
      const asked = request(this.server + path, { method, headers, agent: this.agent }, (answer) => {
        let text = "";
        answer.setEncoding("utf8");
        answer.on("data", (piece: string) => (text += piece));
        answer.on("end", () =>
          (answer.statusCode ?? 500) < 300
            ? resolve(JSON.parse(text))
            : reject(new Error(`${method} ${path}: ${answer.statusCode} ${text}`)),
        );
      });
      asked.on("error", reject);
      asked.end(body && JSON.stringify(body));
    });
  }
}
