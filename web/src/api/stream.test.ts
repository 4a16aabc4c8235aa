import { expect, test } from "vitest";
import { listening } from "./stream";

function heardOf(...pieces: string[]) {
  const heard: unknown[] = [];
  const listen = listening({
    onEvent: (data) => heard.push(data),
    onId: (id) => heard.push(`id ${id}`),
    onReset: () => heard.push("reset"),
  });
  const ends = pieces.map((piece) => listen(piece));
  return { heard, end: ends.at(-1) };
}

test("a stream that is cut off before its first event can be gone on with from where it began", () => {
  expect(heardOf("retry: 2000\nid: 4", "1\n", "\n: still here\n\n").heard).toEqual(["id 41"]);
});

test("events come with the id after which to go on", () => {
  const event = 'id: 42\nevent: event\ndata: {"type":"order.ready"}\n\n';
  expect(heardOf("retry: 2000\nid: 41\n\n", event).heard).toEqual(["id 41", "id 42", { type: "order.ready" }]);
});

test("that too much was missed is no event, and the last word says why it ends", () => {
  const bye = 'event: bye\ndata: {"reason":"stopping"}\n\n';
  expect(heardOf("id: 3:9:\n\n", "id: 3:12:\nevent: reset\ndata: {}\n\n", bye)).toEqual({
    heard: ["id 3:9:", "id 3:12:", "reset"],
    end: "stopping",
  });
});
