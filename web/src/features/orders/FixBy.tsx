// Who can mend what a condition says.
import type { ConditionView, StatusView } from "../../api/schema.gen";
import { useMessages } from "../../ui/language";
import { fixByMessages } from "./fix-by.messages";

export function FixBy({ of }: { of: ConditionView | StatusView | undefined }) {
  const words = useMessages(fixByMessages);
  const by = of?.fix_by;
  if (by === "school") return <>{words.fixSchool}</>;
  if (by === "operator") return <>{words.fixOperator}</>;
  if (by === "nobody") return <>{words.fixNobody}</>;
  return null;
}
