import { createRoot } from "react-dom/client";
import { Enter } from "./Enter";

export function start(): void {
  createRoot(document.getElementById("root")!).render(<Enter />);
}
