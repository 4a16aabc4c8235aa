// Why an invoice's state refuses something, in words that say what to do instead.
import { isFailure } from "../../../api/problem";
import { useMessages } from "../../../ui/language";
import { settleMessages } from "./messages";

const STATES = {
  draft: "is_draft",
  paid: "is_paid",
  void: "is_void",
  uncollectible: "is_writtenOff",
  "partly settled": "is_partlySettled",
  followed: "is_followed",
} as const;

/** Nothing where it was refused for something else: the API's own sentence says that. */
export function useStateRefusal(error: unknown): string | undefined {
  const words = useMessages(settleMessages);
  if (!isFailure(error)) return undefined;
  if (error.code === "no_legal_entity") return words.noSeller;
  const word = error.code === "invoice_not_open" && STATES[error.problem?.params?.["status"] as keyof typeof STATES];
  return word ? words[word] : undefined;
}
