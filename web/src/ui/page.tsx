// A page: its title in the window and as the h1 over the double rule, sections that begin with a heading and a heavy rule, tabs of one thing.
import { type ReactNode, useId } from "react";
import { cx } from "./classes";
import { Go } from "./link";
import css from "./page.module.css";
import { useTitle } from "./title";

interface PageProps {
  /** In the window's title, and as h1 unless `heading` is given. */
  title: string;
  heading?: ReactNode;
  /** Beside the title, quiet. */
  sub?: ReactNode;
  /** What can be done with what the page shows; one of them at most is filled. */
  acts?: ReactNode;
  children: ReactNode;
}

export function Page({ title, heading, sub, acts, children }: PageProps) {
  useTitle(title);
  return (
    <>
      <div className={css["head"]}>
        <h1 tabIndex={-1}>{heading ?? <bdi>{title}</bdi>}</h1>
        {sub && <div className={css["sub"]}>{sub}</div>}
        {acts && <div className={css["acts"]}>{acts}</div>}
      </div>
      {children}
    </>
  );
}

/** `ruled={false}` where a table follows, which brings its own rule. */
export function Section({
  title,
  aside,
  ruled = true,
  className,
  children,
}: {
  title: ReactNode;
  aside?: ReactNode;
  ruled?: boolean;
  className?: string;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <section className={cx(css["section"], className)} aria-labelledby={id}>
      <div className={css["sectionHead"]}>
        <h2 id={id}>{title}</h2>
        {aside}
      </div>
      <div className={cx(ruled && css["ruled"])}>{children}</div>
    </section>
  );
}

export interface Tab {
  href: string;
  label: ReactNode;
  current: boolean;
}

/** The parts of one thing, each with an address of its own. */
export function Tabs({ label, tabs }: { label: string; tabs: readonly Tab[] }) {
  return (
    <nav className={css["subtabs"]} aria-label={label}>
      {tabs.map((tab) => (
        <Go key={tab.href} href={tab.href} current={tab.current}>
          {tab.label}
        </Go>
      ))}
    </nav>
  );
}

export function Facts({
  facts,
}: {
  facts: readonly (readonly [label: string, value: ReactNode] | false | null | undefined)[];
}) {
  return (
    <dl className={css["kv"]}>
      {facts.map(
        (fact) =>
          fact && (
            <div key={fact[0]}>
              <dt>{fact[0]}</dt>
              <dd>{fact[1]}</dd>
            </div>
          ),
      )}
    </dl>
  );
}

export const mainClass = css["main"] ?? "";
