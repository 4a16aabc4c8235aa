// What stands around every page: the board with place, tabs, search, language and person; the banner of whoever acts for an institution; the bell line.
import { useRouterState } from "@tanstack/react-router";
import { type ReactNode, Suspense } from "react";
import { actingFor } from "../api/ambient";
import { useMe } from "../api/me";
import { can, isOperator } from "../api/permissions";
import type { Me } from "../api/schema.gen";
import { useZone } from "../api/zone";
import { SchoolBells } from "../features/bells/SchoolBells";
import { cx } from "../ui/classes";
import { Skeleton } from "../ui/empty";
import { useFormat } from "../ui/format";
import { useMessages } from "../ui/language";
import { Go } from "../ui/link";
import { mainClass } from "../ui/page";
import { Foot, OldNews } from "./Foot";
import { SessionSheet } from "./SessionSheet";
import css from "./frame.module.css";
import { LanguageSwitch, PersonMenu, PhoneMenu, PlaceMenu, placeName } from "./menus";
import { appMessages } from "./messages";
import { paths } from "./paths";
import { tabsOf } from "./tabs";

/** Not translated. */
const BRAND = "Homeroom";

export function Frame({ children }: { children: ReactNode }) {
  const words = useMessages(appMessages);
  const me = useMe();
  const ops = isOperator(me) && !actingFor();
  return (
    <>
      <a className="skip" href="#main">
        {words.skip}
      </a>
      <header className={cx(css["board"], ops && css["ops"])}>
        <Board me={me} ops={ops} />
        {!ops && can(me, "lessons:read") ? <SchoolBells /> : null}
      </header>
      {actingFor() && <Acting me={me} />}
      <main id="main" className={mainClass} tabIndex={-1}>
        <OldNews />
        <Suspense fallback={<Skeleton rows={8} />}>{children}</Suspense>
      </main>
      <Foot />
      <SessionSheet />
    </>
  );
}

function Board({ me, ops }: { me: Me; ops: boolean }) {
  const words = useMessages(appMessages);
  const path = useRouterState({ select: (state) => state.location.pathname });
  const tabs = tabsOf(me, ops).map((tab) => ({ href: tab.href, label: words[tab.word], current: tab.holds(path) }));
  return (
    <div className={css["row"]}>
      <Go className={css["mark"]} href={ops ? paths.opsOrders() : paths.today()}>
        {BRAND}
      </Go>
      <div className={css["place"]}>
        <PlaceMenu />
        {!me.livemode && !ops && <span className={css["test"]}>{words.test}</span>}
      </div>
      <nav className={css["tabs"]} aria-label={words.main}>
        {tabs.map((tab) => (
          <Go key={tab.href} href={tab.href} current={tab.current}>
            {tab.label}
          </Go>
        ))}
      </nav>
      <div className={css["end"]}>
        <Zone />
        <LanguageSwitch className={css["plain"] ?? ""} />
        <PersonMenu />
      </div>
      <div className={css["phone"]}>
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
