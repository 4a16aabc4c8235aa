// What is booked, what really ran, what it costs, and how what was promised was kept.
import { useCan } from "../../api/permissions";
import { paths } from "../../app/paths";
import { useMessages } from "../../ui/language";
import { Tabs } from "../../ui/page";
import { ranMessages } from "./ran.messages";

export function UsageTabs({ current }: { current: "booked" | "ran" | "spending" | "promises" }) {
  const words = useMessages(ranMessages);
  const spending = { href: paths.usageSpending(), label: words.spending, current: current === "spending" };
  const promises = { href: paths.usagePromises(), label: words.promises, current: current === "promises" };
  return (
    <Tabs
      label={words.parts}
      tabs={[
        { href: paths.usage(), label: words.booked, current: current === "booked" },
        { href: paths.usageRan(), label: words.ran, current: current === "ran" },
        ...(useCan("billing:read") ? [spending] : []),
        ...(useCan("orders:read") ? [promises] : []),
      ]}
    />
  );
}
