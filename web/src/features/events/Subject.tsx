// What an event is about. A view.
import { Name } from "../../ui/name";

interface About {
  subject: string;
  data: Record<string, unknown>;
}

/** The name that the event brings, or the end of the id: enough to tell two apart. */
export function Subject({ of }: { of: About }) {
  const name = of.data["name"];
  if (typeof name === "string") return <Name max={32}>{name}</Name>;
  return <span className="code">{`${of.subject.slice(0, 4)}…${of.subject.slice(-6)}`}</span>;
}
