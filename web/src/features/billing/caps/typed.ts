// Thresholds as they are typed: "80, 100".
import { numberIn } from "../../../ui/fields";

/** What is no number stays as it was typed, for the API to refuse at its place. */
export function percentsOf(typed: string): number[] {
  const parts = typed
    .split(/[,，、;；\s]+/)
    .map((part) => part.replace(/%$/, ""))
    .filter(Boolean);
  return parts.map(numberIn);
}
