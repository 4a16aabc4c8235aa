// How the lessons of an order fare that a failover is too late for, or finds no place for.
import type { UnmetBellView } from "../../api/schema.gen";

/** The worst of them: missed before late. Nothing where all are in time. */
export function worstOf(unmet: readonly Pick<UnmetBellView, "verdict">[]): UnmetBellView["verdict"] | undefined {
  if (unmet.some((bell) => bell.verdict === "missed")) return "missed";
  return unmet.length > 0 ? "late" : undefined;
}
