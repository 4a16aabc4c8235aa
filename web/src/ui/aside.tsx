// Pages that belong together: their list at the side, on a phone above, and the one that is open.
import type { ReactNode } from "react";
import css from "./aside.module.css";
import { Go } from "./link";
import type { Tab } from "./page";

export function Aside({ label, tabs, children }: { label: string; tabs: readonly Tab[]; children: ReactNode }) {
  return (
    <div className={css["frame"]}>
      <nav className={css["list"]} aria-label={label}>
        {tabs.map((tab) => (
          <Go key={tab.href} href={tab.href} current={tab.current}>
            {tab.label}
          </Go>
        ))}
      </nav>
      <div>{children}</div>
    </div>
  );
}
