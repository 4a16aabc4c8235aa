// The rows of a long list that can be seen, with gaps in the place of the others; on paper, which does not scroll, all of them.
import { useVirtualizer, useWindowVirtualizer } from "@tanstack/react-virtual";
import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";
import type { BodyProps, LongProps } from "./long";

const AROUND = 12;

/** A table's body. */
export function VirtualBody(props: BodyProps) {
  if (usePrinting()) return <tbody>{all(props)}</tbody>;
  return props.scroller ? <InScroller {...props} scroller={props.scroller} /> : <InWindow {...props} />;
}

/** From when the browser is about to lay a page out for paper until it has. It waits for nothing: what is to be on paper is drawn at once. */
function usePrinting(): boolean {
  const [isPrinting, setPrinting] = useState(false);
  useEffect(() => {
    const before = () => flushSync(() => setPrinting(true));
    const after = () => setPrinting(false);
    window.addEventListener("beforeprint", before);
    window.addEventListener("afterprint", after);
    return () => {
      window.removeEventListener("beforeprint", before);
      window.removeEventListener("afterprint", after);
    };
  }, []);
  return isPrinting;
}

const all = ({ count, children }: LongProps) => Array.from({ length: count }, (_, index) => children(index));

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

/** What is not drawn is counted all the same: to who does not see it a list says how many it has, and what is drawn of it which one it is. */
function useNumbers(list: RefObject<HTMLElement | null>, count: number, items: readonly number[]): void {
  useLayoutEffect(() => {
    // An item stands for the list that it is in.
    const drawn = list.current?.tagName === "LI" ? list.current.parentElement : list.current;
    const table = drawn?.closest("table");
    const heads = table?.tHead?.rows.length ?? 0;
    table?.setAttribute("aria-rowcount", String(heads + count));
    const real = [...(drawn?.children ?? [])].filter((one) => one.ariaHidden !== "true");
    for (const [at, one] of real.entries()) {
      const number = (items[at] ?? 0) + 1;
      if (table) one.setAttribute("aria-rowindex", String(heads + number));
      else {
        one.setAttribute("aria-setsize", String(count));
        one.setAttribute("aria-posinset", String(number));
      }
    }
    return () => table?.removeAttribute("aria-rowcount");
  });
}

function InWindow({ count, height, columns, children }: BodyProps) {
  const { place, items, before, after } = useInWindow(count, height);
  const body = useRef<HTMLTableSectionElement>(null);
  useNumbers(body, count, items);
  return (
    <tbody ref={body}>
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
  const body = useRef<HTMLTableSectionElement>(null);
  useNumbers(body, count, items);
  return (
    <tbody ref={body}>
      <Gap height={before} columns={columns} />
      {items.map(children)}
      <Gap height={after} columns={columns} />
    </tbody>
  );
}

/** The items of a list. */
export function VirtualItems(props: LongProps) {
  return usePrinting() ? <>{all(props)}</> : <SeenItems {...props} />;
}

function SeenItems({ count, height, children }: LongProps) {
  const { place, items, before, after } = useInWindow(count, height);
  useNumbers(place, count, items);
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
