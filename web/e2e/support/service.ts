// Another replica of the service, on the same database and an address of its own: a story may stop it.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { HOMEROOM, serviceEnv } from "./place";
import { freePort } from "./ports";

/** A connection that was made while nobody listened may never be answered. */
const ANSWERS_MS = 1_000;

export class Service {
  private child: ChildProcess | undefined;

  private constructor(
    private readonly port: number,
    private readonly metricsPort: number,
  ) {}

  static async start(): Promise<Service> {
    const service = new Service(await freePort(), await freePort());
    await service.again();
    return service;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Starts it at the same address. */
  async again(): Promise<void> {
    this.child = spawn(HOMEROOM, ["serve"], {
      env: serviceEnv(this.port, this.metricsPort),
      stdio: ["ignore", "ignore", "inherit"],
    });
    while (
      !(await fetch(`${this.origin}/readyz`, { signal: AbortSignal.timeout(ANSWERS_MS) }).catch(() => undefined))?.ok
    ) {
      if (this.child.exitCode !== null) throw new Error(`the service ended with ${this.child.exitCode}`);
      await new Promise((later) => setTimeout(later, 50));
    }
  }

  /** As a machine that fails does: nobody is told. */
  async kill(): Promise<void> {
    if (!this.child || this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, "exit");
    this.child.kill("SIGKILL");
    await ended;
  }
}
