// The most that an amount may be, where less was left than was sent. The API says it in the currency's smallest unit, fields in its own. Pure.
import { isFailure } from "../../api/problem";

export function mostOf(error: unknown): number | undefined {
  if (!isFailure(error) || error.code !== "amount_too_large") return undefined;
  const most = error.problem?.params?.["most"];
  return typeof most === "number" ? most : undefined;
}
