// What stands around every page: the board with place, tabs, search, language and person; the banner of whoever acts for an institution; the bell line.
import { useRouterState } from "@tanstack/react-router";
import { type ReactNode, Suspense, useEffect, useState } from "react";
import { actingFor } from "../api/ambient";
import { useMe } from "../api/me";
import { can, isOperator } from "../api/permissions";
import type { Me } from "../api/schema.gen";
import { useZone } from "../api/zone";
import { OperatorBells } from "../features/bells/OperatorBells";
import { SchoolBells } from "../features/bells/SchoolBells";
import { useAway } from "../features/drafts/confirm/away";
import { cx } from "../ui/classes";
import { Skeleton } from "../ui/empty";
import { useFormat } from "../ui/format";
import { useMessages } from "../ui/language";
import { Go, useGo } from "../ui/link";
import { mainClass } from "../ui/page";
import { Icon } from "../ui/status";
import { Foot, OldNews } from "./Foot";
import { SessionSheet } from "./SessionSheet";
import { OtherPlace } from "./OtherPlace";
import css from "./frame.module.css";
import { LanguageSwitch, PersonMenu, PhoneMenu, PlaceMenu, placeName } from "./menus";
import { appMessages } from "./messages";
import { paths } from "./paths";
import { tabsOf } from "./tabs";
import { part } from "../ui/part";

/** Looked for by few, and by Ctrl K. */
const SearchSheet = part(() => import("../features/search/SearchSheet"), "SearchSheet");

/** Shown to few. */
const SuspendedStrip = part(() => import("../features/standing/SuspendedStrip"), "SuspendedStrip");

/** Only after an editor was left before the answer was there. */
const AwayStrips = part(() => import("../features/drafts/confirm/AwayStrip"), "AwayStrips");

/** Not translated. */
const BRAND = "Homeroom";
const SEARCH_KEYS = "Ctrl K";

const PastDueStrip = part(() => import("../features/standing/PastDueStrip"), "PastDueStrip");

export function Frame({ children }: { children: ReactNode }) {
  const words = useMessages(appMessages);
  const me = useMe();
  const ops = isOperator(me) && !actingFor();
  const [searching, search] = useState(false);
  const away = useAway();
  useSearchKeys(() => search(true));
  return (
    <>
      <a className="skip" href="#main">
        {words.skip}
      </a>
      <header className={cx(css["board"], ops && css["ops"])}>
        <Board me={me} ops={ops} onSearch={() => search(true)} />
        <Bells me={me} ops={ops} />
      </header>
      {actingFor() && <Acting me={me} />}
      <main id="main" className={mainClass} tabIndex={-1}>
        <OldNews />
        {away[0] && (
          <Suspense>
            <AwayStrips away={away} />
          </Suspense>
        )}
        {(me.tenant?.standing === "suspended" || me.tenant?.standing === "cancelled") && (
          <Suspense>
            <SuspendedStrip hasEnded={me.tenant.standing === "cancelled"} />
          </Suspense>
        )}
        {me.tenant?.suspends_at && can(me, "billing:read") && (
          <Suspense>
            <PastDueStrip until={me.tenant.suspends_at} />
          </Suspense>
        )}
        <Suspense fallback={<Skeleton rows={8} />}>{ops ? <OpsOnly>{children}</OpsOnly> : children}</Suspense>
      </main>
      <Foot />
      <SessionSheet />
      <OtherPlace />
      {searching && (
        <Suspense>
          <SearchSheet ops={ops} onClose={() => search(false)} />
        </Suspense>
      )}
    </>
  );
}

/** Ctrl K, on a Mac ⌘ K, from anywhere. */
function useSearchKeys(open: () => void): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey)
        return;
      event.preventDefault();
      if (!document.querySelector("dialog[open]")) open();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  });
}

function Bells({ me, ops }: { me: Me; ops: boolean }) {
  if (ops) return can(me, "platform_orders:read") ? <OperatorBells /> : null;
  return can(me, "lessons:read") ? <SchoolBells /> : null;
}

/** The start page of a school is nobody's who looks after many: they begin at their own. */
function OpsOnly({ children }: { children: ReactNode }) {
  const path = useRouterState({ select: (state) => state.location.pathname });
  const go = useGo();
  useEffect(() => {
    if (path === paths.today()) void go(paths.ops(), { replace: true });
  });
  return path === paths.today() ? null : children;
}

function Board({ me, ops, onSearch }: { me: Me; ops: boolean; onSearch: () => void }) {
  const words = useMessages(appMessages);
  const path = useRouterState({ select: (state) => state.location.pathname });
  const tabs = tabsOf(me, ops).map((tab) => ({ href: tab.href, label: words[tab.word], current: tab.holds(path) }));
  return (
    <div className={css["row"]}>
      <Go className={css["mark"]} href={ops ? paths.ops() : paths.today()}>
        {BRAND}
      </Go>
      <div className={css["place"]}>
        <PlaceMenu />
        {me.tenant?.livemode === false && <span className={css["test"]}>{words.test}</span>}
      </div>
      <nav className={css["tabs"]} aria-label={words.main}>
        {tabs.map((tab) => (
          <Go key={tab.href} href={tab.href} current={tab.current}>
            {tab.label}
          </Go>
        ))}
      </nav>
      <div className={css["end"]}>
        <button type="button" className={css["find"]} onClick={onSearch}>
          <span className="nowrap">
            <Icon name="find" size="s" /> {words.search}
          </span>
          <kbd>{SEARCH_KEYS}</kbd>
        </button>
        <Zone />
        <LanguageSwitch className={css["plain"] ?? ""} />
        <PersonMenu />
      </div>
      <div className={css["phone"]}>
        <button type="button" className={css["plain"]} onClick={onSearch} aria-label={words.search}>
          <Icon name="find" />
        </button>
        <PhoneMenu tabs={tabs} />
      </div>
    </div>
  );
}

/** Where the times on the page are. */
function Zone() {
  const zone = useZone();
  return <span className={css["zone"]}>{useFormat().zone(zone)}</span>;
}

function Acting({ me }: { me: Me }) {
  const words = useMessages(appMessages);
  const reads = !can(me, "orders:amend");
  return (
    <div className={css["banner"]} role="status">
      <span>{words.acting(placeName(me, words.platform, words.noPlace))}</span>
      {reads && <span>{words.actingReads}</span>}
      <Go href={paths.opsTenants()} leave>
        {words.leave}
      </Go>
    </div>
  );
}
