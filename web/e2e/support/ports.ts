// Ports for what a story starts.
import { createServer } from "node:net";

/** Below the ports that connections get by themselves: one of those might be taken by then. */
const [LEAST, COUNT] = [20_000, 12_000];

export async function freePort(): Promise<number> {
  for (;;) {
    const port = LEAST + Math.floor(Math.random() * COUNT);
    const free = await new Promise<boolean>((done) => {
      const server = createServer()
        .once("error", () => done(false))
        .listen(port, "127.0.0.1", () => server.close(() => done(true)));
    });
    if (free) return port;
  }
}
