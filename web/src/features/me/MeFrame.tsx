// A person's own pages.
import type { ReactNode } from "react";
import { type MePage, paths } from "../../app/paths";
import { Aside } from "../../ui/aside";
import { useMessages } from "../../ui/language";
import { Page } from "../../ui/page";
import { meMessages } from "./messages";

const PAGES = ["profile", "password", "sessions"] as const;

export function MeFrame({ page, children }: { page: MePage; children: ReactNode }) {
  const words = useMessages(meMessages);
  const tabs = PAGES.map((one) => ({ href: paths.me(one), label: words[one], current: one === page }));
  return (
    <Page title={`${words[page]} · ${words.title}`} heading={words.title}>
      <Aside label={words.title} tabs={tabs}>
        {children}
      </Aside>
    </Page>
  );
}
