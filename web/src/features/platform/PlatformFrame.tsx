// What the platform or a partner keeps of its own: events, people, keys, jobs.
import type { ReactNode } from "react";
import { paths } from "../../app/paths";
import { useMe } from "../../api/me";
import { can, type Permission } from "../../api/permissions";
import { Aside } from "../../ui/aside";
import { useMessages } from "../../ui/language";
import { Page } from "../../ui/page";
import { platformMessages } from "./messages";

export type PlatformPage = "events" | "people" | "keys" | "jobs";

const PAGES: readonly (readonly [PlatformPage, string, Permission])[] = [
  ["events", paths.opsEvents(), "events:read"],
  ["people", paths.opsMembers(), "members:read"],
  ["keys", paths.opsKeys(), "api_keys:read"],
  ["jobs", paths.opsJobs(), "jobs:read"],
];

export function PlatformFrame({ page, sub, children }: { page: PlatformPage; sub?: ReactNode; children: ReactNode }) {
  const words = useMessages(platformMessages);
  const me = useMe();
  const tabs = PAGES.filter(([, , needs]) => can(me, needs)).map(([one, href]) => ({
    href,
    label: words[one],
    current: one === page,
  }));
  return (
    <Page title={words[page]} sub={sub}>
      <Aside label={words.ownPages} tabs={tabs}>
        {children}
      </Aside>
    </Page>
  );
}
