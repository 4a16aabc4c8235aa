// Thresholds as they are typed: "80, 100".

/** What is no number stays as it was typed, for the API to refuse at its place. */
export function percentsOf(typed: string): number[] {
  const parts = typed
    .split(/[,，、;；\s]+/)
    .map((part) => part.replace(/%$/, ""))
    .filter(Boolean);
  return parts.map((part) => (/^\d+$/.test(part) ? Number(part) : (part as unknown as number)));
}
