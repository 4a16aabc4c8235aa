// What the measurements share: the middle of several runs, and where they are kept.
import { mkdirSync, writeFileSync } from "node:fs";

const FOLDER = "../target";

export function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

/** Printed, and written for who compares runs. */
export function keep(name: string, rows: object[]): void {
  console.table(rows);
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(`${FOLDER}/${name}.json`, JSON.stringify(rows, null, 2));
}
