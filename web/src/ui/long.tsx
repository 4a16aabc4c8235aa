// Long lists: only the rows that can be seen, and some around them, are in the page. Short ones are there as a whole, so that the browser's own
// search finds them; what draws long ones is brought when there is one.
import { type ReactNode, type RefObject, Suspense } from "react";
import { part } from "./part";

const WHOLE_UP_TO = 120;

const VirtualBody = part(() => import("./virtual"), "VirtualBody");
const VirtualItems = part(() => import("./virtual"), "VirtualItems");

export interface LongProps {
  count: number;
  /** In pixels, as a row is drawn. */
  height: number;
  children: (index: number) => ReactNode;
}

export interface BodyProps extends LongProps {
  /** Columns of the table, for the rows that keep the place of what is not drawn. */
  columns: number;
  /** What scrolls; the window unless given. */
  scroller?: RefObject<HTMLElement | null>;
}

/** A table's body. */
export function LongBody(props: BodyProps) {
  if (props.count <= WHOLE_UP_TO) return <tbody>{all(props)}</tbody>;
  return (
    <Suspense fallback={<tbody>{first(props)}</tbody>}>
      <VirtualBody {...props} />
    </Suspense>
  );
}

/** The items of a list. */
export function LongItems(props: LongProps) {
  if (props.count <= WHOLE_UP_TO) return <>{all(props)}</>;
  return (
    <Suspense fallback={<>{first(props)}</>}>
      <VirtualItems {...props} />
    </Suspense>
  );
}

function all({ count, children }: LongProps): ReactNode[] {
  return Array.from({ length: count }, (_, index) => children(index));
}

const first = (props: LongProps) => all({ ...props, count: WHOLE_UP_TO });
