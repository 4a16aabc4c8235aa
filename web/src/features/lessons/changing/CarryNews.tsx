// What is said of a lesson that is carried to who does not see it, and to everybody that whoever tries may not. A view.
import type { Carrying } from "./carry";

export function CarryNews({ of }: { of: Pick<Carrying, "news" | "isDenied"> }) {
  return (
    <p className={of.isDenied ? "small no-print" : "vh"} role="status">
      {of.news}
    </p>
  );
}
