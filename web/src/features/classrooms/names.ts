// Names as people count them: 8-2 stands before 8-10.
const order = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

export function byName(a: string, b: string): number {
  return order.compare(a, b);
}
