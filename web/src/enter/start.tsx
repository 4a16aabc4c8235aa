import { createRoot } from "../ui/root";
import { Enter } from "./Enter";

export function start(): void {
  createRoot(document.getElementById("root")!).render(<Enter />);
}
