// What stands around every page: the board with place, tabs, search, language and person; the banner of whoever acts for an institution; the bell line.
import { useRouterState } from "@tanstack/react-router";
import { type ReactNode, Suspense } from "react";
import { useMe } from "../api/me";
import { isOperator } from "../api/permissions";
import { actingFor } from "../api/ambient";
import { cx } from "../ui/classes";
import { Skeleton } from "../ui/empty";
import { useMessages } from "../ui/language";
import { Go } from "../ui/link";
import { mainClass } from "../ui/page";
import css from "./frame.module.css";
import { appMessages } from "./messages";
import { LanguageSwitch, PersonMenu, PlaceMenu } from "./menus";
import { paths } from "./paths";
import { tabsOf } from "./tabs";

/** Not translated. */
const BRAND = "Homeroom";

export function Frame({ children }: { children: ReactNode }) {
  const words = useMessages(appMessages);
  const me = useMe();
  const ops = isOperator(me) && !actingFor();
  const path = useRouterState({ select: (state) => state.location.pathname });
  return (
    <>
      <a className="skip" href="#main">
        {words.skip}
      </a>
      <header className={cx(css["board"], ops && css["ops"])}>
        <div className={css["row"]}>
          <Go className={css["mark"]} href={ops ? paths.ops() : paths.today()}>
            {BRAND}
          </Go>
          <div className={css["place"]}>
            <PlaceMenu />
            {me.livemode === false && !ops && <span className={css["test"]}>{words.test}</span>}
          </div>
          <nav className={css["tabs"]} aria-label={words.main}>
            {tabsOf(me, ops).map((tab) => (
              <Go key={tab.href} href={tab.href} current={tab.holds(path)}>
                {words[tab.word]}
              </Go>
            ))}
          </nav>
          <div className={css["end"]}>
            <LanguageSwitch className={css["plain"] ?? ""} />
            <PersonMenu />
          </div>
        </div>
      </header>
      <main id="main" className={mainClass} tabIndex={-1}>
        <Suspense fallback={<Skeleton rows={8} />}>{children}</Suspense>
      </main>
      <footer className={css["foot"]} />
    </>
  );
}
