// The register's table: three lines as printed tables have, hairlines between rows. Sorting, filtering and paging are the service's.
import type { ReactNode, Ref, TableHTMLAttributes } from "react";
import { cx } from "./classes";
import { Button } from "./controls";
import { useMessages } from "./language";
import { Go } from "./link";
import { uiMessages } from "./messages";
import { Shape, type State } from "./status";
import css from "./table.module.css";

interface TableProps extends TableHTMLAttributes<HTMLTableElement> {
  /** What the table lists, for who does not see it. */
  label: string;
  /** Operators' rows: 32 px. */
  dense?: boolean;
  /** Of what the table scrolls in. */
  around?: { ref?: Ref<HTMLDivElement>; className?: string };
}

export function Table({ label, dense, around, className, children, ...rest }: TableProps) {
  return (
    <div
      {...(around?.ref ? { ref: around.ref } : {})}
      className={cx(css["scroll"], around?.className)}
      role="group"
      aria-label={label}
      tabIndex={0}
    >
      <table {...rest} className={cx(css["reg"], dense && css["dense"], className)} aria-label={label}>
        {children}
      </table>
    </div>
  );
}

/** The same list on a phone: a shape, two lines, something at the end. */
export function Rows({ label, children }: { label: string; children: ReactNode }) {
  return (
    <ul className={css["rows"]} aria-label={label}>
      {children}
    </ul>
  );
}

export function Row({
  state,
  said,
  href,
  title,
  detail,
  end,
}: {
  state?: State | undefined;
  said?: string;
  href?: string;
  title: ReactNode;
  detail?: ReactNode;
  end?: ReactNode;
}) {
  return (
    <li>
      {state ? <Shape state={state} {...(said ? { said } : {})} /> : <span />}
      <div>
        {href ? <Go href={href}>{title}</Go> : <b>{title}</b>}
        {detail && <div className="small quiet">{detail}</div>}
      </div>
      <span className={cx(css["end"], "quiet")}>{end}</span>
    </li>
  );
}

/** Under a list that has more: how many are shown, and the next page. */
export function More({
  query,
  shown,
}: {
  query: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown };
  shown?: ReactNode;
}) {
  const words = useMessages(uiMessages);
  if (!query.hasNextPage && !shown) return null;
  return (
    <div className={css["more"]}>
      {shown}
      {query.hasNextPage && (
        <Button disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {words.more}
        </Button>
      )}
    </div>
  );
}
