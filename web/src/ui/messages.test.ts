// Every messages.ts of the portal: both languages are there, and functions take the same parameters in both.
import { expect, test } from "vitest";

const modules = import.meta.glob<Record<string, unknown>>(
  ["../**/messages.ts", "../**/*.messages.ts", "./status.tsx"],
  { eager: true },
);

test("every text is there in both languages", () => {
  let texts = 0;
  for (const [file, module] of Object.entries(modules)) {
    for (const [name, set] of Object.entries(module)) {
      if (!name.endsWith("Messages")) continue;
      for (const [key, pair] of Object.entries(set as Record<string, [unknown, unknown]>)) {
        const [en, zh] = pair;
        texts += 1;
        expect(typeof zh, `${file} ${key}`).toBe(typeof en);
        if (typeof en === "function" && typeof zh === "function")
          expect(zh.length, `${file} ${key}: parameters`).toBe(en.length);
        if (typeof en === "string")
          expect(en.trim().length * (zh as string).trim().length, `${file} ${key} is empty`).toBeGreaterThan(0);
      }
    }
  }
  expect(texts).toBeGreaterThan(40);
});

/** A label is no sentence: nothing ends it. What is asked of somebody, and why, may say 您. */
const ENDS = /[。？！…]$/;

test("no Chinese label addresses anybody", () => {
  const labels: string[] = [];
  for (const module of Object.values(modules)) {
    for (const [name, set] of Object.entries(module)) {
      if (!name.endsWith("Messages")) continue;
      for (const [, zh] of Object.values(set as Record<string, [unknown, unknown]>)) {
        const text = typeof zh === "function" ? String(zh) : (zh as string);
        if (!text.includes("您")) continue;
        // Of a text that is made of parts each part counts.
        const parts =
          typeof zh === "function" ? [...text.matchAll(/["'`]([^"'`]*)["'`]/g)].map(([, part]) => part!) : [text];
        labels.push(...parts.filter((part) => part.includes("您") && !ENDS.test(part)));
      }
    }
  }
  expect(labels).toEqual([]);
});

/** Whatever people call things, in Chinese or in Latin letters: quoted, or apart from what is around it. */
const GIVEN =
  /[\u4e00-\u9fff]\$\{(title|name|who|room|subject|teacher)\}|\$\{(title|name|who|room|subject|teacher)\}[\u4e00-\u9fff]/;

test("no Chinese text runs into a name that somebody gave", () => {
  const found: string[] = [];
  for (const [file, module] of Object.entries(modules)) {
    for (const [name, set] of Object.entries(module)) {
      if (!name.endsWith("Messages")) continue;
      for (const [key, [, zh]] of Object.entries(set as Record<string, [unknown, unknown]>))
        if (typeof zh === "function" && GIVEN.test(String(zh))) found.push(`${file} ${key}`);
    }
  }
  expect(GIVEN.test(String((title: string) => `原为${title}`))).toBe(true);
  expect(found).toEqual([]);
});
