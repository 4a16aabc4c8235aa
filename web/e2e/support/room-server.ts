// A room's own media server, the program that runs in its pod: with the room's keys, on loopback.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { addCluster, roomIsUp, roomKeys } from "./database";
import { HOMEROOM } from "./place";
import { freePort } from "./ports";

/** Built from the pinned module where it is not there yet, as for real nodes. */
function program(): string {
  return execFileSync(`${HOMEROOM}-local`, ["tool", "livekit-server"], { encoding: "utf8" }).trim();
}

/** A region whose rooms are found by their pods' addresses, at this port. */
export async function regionOfPods(name: string): Promise<{ region: string; port: number }> {
  const port = await freePort();
  addCluster(name, name, `ws://{pod_ip}:${port}`);
  return { region: name, port };
}

export class RoomServer {
  private constructor(private readonly child: ChildProcess) {}

  /** Starts it and lets the service see it. `participants` is how many it takes at most. */
  static async start(classroom: string, port: number, participants = 10): Promise<RoomServer> {
    const { key, secret } = roomKeys(classroom);
    const config = {
      port,
      bind_addresses: ["127.0.0.1"],
      rtc: {
        tcp_port: await freePort(),
        udp_port: await freePort(),
        enable_loopback_candidate: true,
        node_ip: "127.0.0.1",
      },
      room: { max_participants: participants },
      logging: { level: "error" },
    };
    const child = spawn(program(), ["--config-body", JSON.stringify(config)], {
      env: { ...process.env, LIVEKIT_KEYS: JSON.stringify({ [key]: secret }) },
      stdio: ["ignore", "ignore", process.env["ROOM_LOG"] ? "inherit" : "ignore"],
    });
    const server = new RoomServer(child);
    await server.answers(port);
    roomIsUp(classroom, "127.0.0.1");
    return server;
  }

  private async answers(port: number): Promise<void> {
    for (let attempt = 0; attempt < 200; attempt += 1) {
      if (this.child.exitCode !== null) throw new Error(`livekit-server ended with ${this.child.exitCode}`);
      const answer = await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined);
      if (answer?.ok) return;
      await new Promise((later) => setTimeout(later, 100));
    }
    throw new Error("livekit-server does not answer");
  }

  stop(): Promise<void> {
    return new Promise((done) => {
      if (this.child.exitCode !== null || this.child.signalCode !== null) return done();
      this.child.once("exit", () => done());
      this.child.kill("SIGKILL");
    });
  }
}
