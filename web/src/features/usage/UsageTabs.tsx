// What is booked, and what really ran.
import { paths } from "../../app/paths";
import { useMessages } from "../../ui/language";
import { Tabs } from "../../ui/page";
import { ranMessages } from "./ran.messages";

export function UsageTabs({ current }: { current: "booked" | "ran" }) {
  const words = useMessages(ranMessages);
  return (
    <Tabs
      label={words.parts}
      tabs={[
        { href: paths.usage(), label: words.booked, current: current === "booked" },
        { href: paths.usageRan(), label: words.ran, current: current === "ran" },
      ]}
    />
  );
}
