// What the pages ask of a list: the parameters of its operation, each of which may be empty as an address has it.
import type { operations } from "./schema.gen";

type Parameters<O extends keyof operations> = NonNullable<operations[O]["parameters"]["query"]>;

/** Of `GET /v1/orders`: `Asked<"list_orders", "q" | "sort">`. */
export type Asked<O extends keyof operations, K extends keyof Parameters<O>> = {
  [P in K]?: Parameters<O>[P] | "";
};
