// What a version of an order changed of the one before it, as a list. A view.
import { useMessages } from "../../../ui/language";
import { fromOrder, type OrderFields } from "../editor/doc";
import { differences } from "../merge/diff";
import { conflictMessages } from "./conflict.messages";
import { Differences } from "./Differences";

export function VersionChanges({ before, now }: { before: OrderFields; now: OrderFields }) {
  const words = useMessages(conflictMessages);
  const [was, is] = [fromOrder(before), fromOrder(now)];
  const items = differences(was, is);
  if (items.length === 0) return <p className="quiet">{words.noneToSee}</p>;
  return <Differences items={items} before={was} now={is} />;
}
