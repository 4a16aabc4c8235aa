// What a list of classrooms is narrowed to and how it is sorted, as its address has it. Pure.
import { type AddressOf, choice, text } from "../../ui/address";

const SORTS = ["attention", "name", "created_at"] as const;

/** Sorted by this as long as nobody chose. */
export const roomsAddress = (sort: (typeof SORTS)[number]) => ({
  q: text(),
  state: choice(["", "wanted", "ready", "not_ready", "idle"], ""),
  sort: choice(SORTS, sort),
});

export type RoomsAddress = AddressOf<ReturnType<typeof roomsAddress>>;
