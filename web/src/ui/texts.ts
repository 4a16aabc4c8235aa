// Texts without a component: `key: [en, zh]`, strings or functions of the same parameters. A missing language is a type error. The room's document, which
// has no React, reads them from here; whatever has React from ./language.
import type { Language } from "../api/ambient";

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- any parameters, as long as both languages take the same.
type Text = string | ((...values: any[]) => string);
type Pair<T extends Text = Text> = readonly [en: T, zh: T];
export type Messages = Record<string, Pair>;
export type Picked<M extends Messages> = {
  readonly [K in keyof M]: M[K][0] extends (...values: infer V) => string ? (...values: V) => string : string;
};

/** `messages({ title: ["Orders", "订单"], rooms: [(n: number) => `${n} rooms`, (n: number) => `${n} 间教室`] })` */
export function messages<const M extends Messages>(texts: M): M {
  return texts;
}

/** A long text, clipped in its middle: what tells names apart is at both ends. */
export function clipped(text: string, max: number): string {
  const parts = [...text];
  if (parts.length <= max) return text;
  const half = Math.floor((max - 1) / 2);
  return `${parts.slice(0, half).join("")}…${parts.slice(-half).join("")}`;
}

/** English knows one and many: `1 room`, `1,200 rooms`. The count is text already. */
export function some(count: string, one: string, many = `${one}s`): string {
  return `${count} ${count === "1" ? one : many}`;
}

const picked = new WeakMap<Messages, Record<Language, unknown>>();

export function pick<M extends Messages>(texts: M, chosen: Language): Picked<M> {
  const known = picked.get(texts) ?? ({} as Record<Language, unknown>);
  picked.set(texts, known);
  known[chosen] ??= Object.fromEntries(
    Object.entries(texts).map(([key, pair]) => [key, pair[chosen === "en" ? 0 : 1]]),
  );
  return known[chosen] as Picked<M>;
}
