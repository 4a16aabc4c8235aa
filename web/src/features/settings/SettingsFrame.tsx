// The pages of an institution's settings, those that the caller may read.
import type { ReactNode } from "react";
import { useMe } from "../../api/me";
import { can, type Permission } from "../../api/permissions";
import { type SettingsPage, paths } from "../../app/paths";
import { Aside } from "../../ui/aside";
import { useMessages } from "../../ui/language";
import { Page } from "../../ui/page";
import { settingsMessages } from "./messages";

const PAGES: readonly (readonly [SettingsPage, Permission | undefined])[] = [
  ["institution", undefined],
  ["plan", "billing:read"],
  ["invoices", "billing:read"],
  ["billing", "billing:read"],
  ["members", "members:read"],
  ["calendar", "orders:read"],
  ["keys", "api_keys:read"],
  ["audit", "events:read"],
];

export function SettingsFrame({ page, acts, children }: { page: SettingsPage; acts?: ReactNode; children: ReactNode }) {
  const words = useMessages(settingsMessages);
  const me = useMe();
  const tabs = PAGES.filter(([, needs]) => !needs || can(me, needs)).map(([one]) => ({
    href: paths.settings(one),
    label: words[one],
    current: one === page,
  }));
  return (
    <Page title={`${words[page]} · ${words.title}`} heading={words.title} acts={acts}>
      <Aside label={words.title} tabs={tabs}>
        {children}
      </Aside>
    </Page>
  );
}
