// Long lists: only the rows that can be seen, and some around them, are in the page. Short ones are there as a whole, so that the browser's own
// search finds them.
import { useVirtualizer, useWindowVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, type RefObject, useLayoutEffect, useRef, useState } from "react";

const WHOLE_UP_TO = 120;
const AROUND = 12;

interface LongProps {
  count: number;
  /** In pixels, as a row is drawn. */
  height: number;
  children: (index: number) => ReactNode;
}

interface BodyProps extends LongProps {
  /** Columns of the table, for the rows that keep the place of what is not drawn. */
  columns: number;
  /** What scrolls; the window unless given. */
  scroller?: RefObject<HTMLElement | null>;
}

/** A table's body. */
export function LongBody(props: BodyProps) {
  if (props.count <= WHOLE_UP_TO) return <tbody>{all(props)}</tbody>;
  return props.scroller ? <InScroller {...props} scroller={props.scroller} /> : <InWindow {...props} />;
}

/** The items of a list. */
export function LongItems(props: LongProps) {
  if (props.count <= WHOLE_UP_TO) return <>{all(props)}</>;
  return <ItemsInWindow {...props} />;
}

function all({ count, children }: LongProps): ReactNode[] {
  return Array.from({ length: count }, (_, index) => children(index));
}

function useInWindow(count: number, height: number) {
  const place = useRef<HTMLElement>(null);
  const [margin, setMargin] = useState(0);
  useLayoutEffect(() => {
    const parent = place.current?.parentElement;
    if (parent) setMargin(parent.getBoundingClientRect().top + window.scrollY);
  }, [count]);

  const virtual = useWindowVirtualizer({ count, estimateSize: () => height, overscan: AROUND, scrollMargin: margin });
  return { place, ...drawn(virtual.getVirtualItems(), virtual.getTotalSize(), margin) };
}

interface Drawn {
  index: number;
  start: number;
  end: number;
}

function drawn(items: readonly Drawn[], total: number, margin: number) {
  const [first, last] = [items[0], items.at(-1)];
  return {
    items: items.map((item) => item.index),
    before: first ? first.start - margin : 0,
    after: last ? total - (last.end - margin) : total,
  };
}

function InWindow({ count, height, columns, children }: BodyProps) {
  const { place, items, before, after } = useInWindow(count, height);
  return (
    <tbody>
      <Gap height={before} columns={columns} place={place as RefObject<HTMLTableRowElement | null>} />
      {items.map(children)}
      <Gap height={after} columns={columns} />
    </tbody>
  );
}

function InScroller({
  count,
  height,
  columns,
  scroller,
  children,
}: BodyProps & { scroller: RefObject<HTMLElement | null> }) {
  // eslint-disable-next-line react-hooks/incompatible-library -- its functions are called here and handed to nobody.
  const virtual = useVirtualizer({
    count,
    estimateSize: () => height,
    overscan: AROUND,
    getScrollElement: () => scroller.current,
  });
  const { items, before, after } = drawn(virtual.getVirtualItems(), virtual.getTotalSize(), 0);
  return (
    <tbody>
      <Gap height={before} columns={columns} />
      {items.map(children)}
      <Gap height={after} columns={columns} />
    </tbody>
  );
}

function ItemsInWindow({ count, height, children }: LongProps) {
  const { place, items, before, after } = useInWindow(count, height);
  return (
    <>
      <li ref={place as RefObject<HTMLLIElement | null>} aria-hidden="true" style={gap(before)} />
      {items.map(children)}
      <li aria-hidden="true" style={gap(after)} />
    </>
  );
}

function Gap({
  height,
  columns,
  place,
}: {
  height: number;
  columns: number;
  place?: RefObject<HTMLTableRowElement | null>;
}) {
  return (
    <tr aria-hidden="true" {...(place ? { ref: place } : {})}>
      <td colSpan={columns} style={gap(height)} />
    </tr>
  );
}

function gap(height: number) {
  return { height, minHeight: 0, padding: 0, border: 0 };
}
