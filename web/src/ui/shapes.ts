// The shapes of states and the few signs of controls, 16 x 16. They stand once in each document as <symbol>s; <Shape> and <Icon> refer to them.
// A state is told by its shape and its word; colour only comes on top.

const KNOCK = 'stroke="var(--knock)" fill="none" stroke-linecap="round" stroke-linejoin="round"';

export const SHAPES = {
  scheduled: '<circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="1.75"/>',
  warming:
    '<circle cx="8" cy="8" r="6.25" fill="none" stroke="currentColor" stroke-width="1.5"/><path d="M8 1.75a6.25 6.25 0 0 0 0 12.5z" fill="currentColor"/>',
  ready: `<circle cx="8" cy="8" r="7" fill="currentColor"/><path d="m4.7 8.3 2.3 2.4 4.3-5.2" ${KNOCK} stroke-width="1.9"/>`,
  live: '<circle cx="8" cy="8" r="6.25" fill="none" stroke="currentColor" stroke-width="1.75"/><circle cx="8" cy="8" r="3.1" fill="currentColor"/>',
  ended: '<path d="M2 6.5h12v3H2z" fill="currentColor"/>',
  cancelled:
    '<g fill="none" stroke="currentColor" stroke-width="1.75"><circle cx="8" cy="8" r="6"/><path d="m3.8 12.2 8.4-8.4"/></g>',
  missed: `<path d="M8 1 15.6 15H.4z" fill="currentColor" stroke="currentColor" stroke-linejoin="round"/><path d="M8 5.6v4.6M8 12.6v.2" ${KNOCK} stroke-width="1.9"/>`,
  refused: `<path d="M1.5 1.5h13v13h-13z" fill="currentColor"/><path d="m5 5 6 6m0-6-6 6" ${KNOCK} stroke-width="1.9"/>`,
  suspended: '<path d="M3.5 2.5h3v11h-3zM9.5 2.5h3v11h-3z" fill="currentColor"/>',
  unknown:
    '<circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="1.75" stroke-dasharray="2.6 2.11"/>',
} as const;
export type State = keyof typeof SHAPES;

export const ICONS = {
  find: '<g fill="none" stroke="currentColor" stroke-width="1.5"><circle cx="7" cy="7" r="4.5"/><path d="m10.5 10.5 4 4"/></g>',
  down: '<path d="m4 6 4 4 4-4" fill="none" stroke="currentColor" stroke-width="1.5"/>',
  up: '<path d="m4 10 4-4 4 4" fill="none" stroke="currentColor" stroke-width="1.5"/>',
  left: '<path d="m10 4-4 4 4 4" fill="none" stroke="currentColor" stroke-width="1.5"/>',
  right: '<path d="m6 4 4 4-4 4" fill="none" stroke="currentColor" stroke-width="1.5"/>',
  menu: '<path d="M2 4.5h12M2 8h12M2 11.5h12" stroke="currentColor" stroke-width="1.5"/>',
  close: '<path d="m4 4 8 8m0-8-8 8" fill="none" stroke="currentColor" stroke-width="1.5"/>',
  plus: '<path d="M8 3v10M3 8h10" fill="none" stroke="currentColor" stroke-width="1.5"/>',
  warn: `<path d="M8 1 15.6 15H.4z" fill="currentColor" stroke="currentColor" stroke-linejoin="round"/><path d="M8 5.6v4.6M8 12.6v.2" ${KNOCK} stroke-width="1.9"/>`,
  mic: '<g fill="none" stroke="currentColor" stroke-width="1.5"><rect x="5.75" y="1.5" width="4.5" height="8" rx="2.25"/><path d="M3 7.5a5 5 0 0 0 10 0M8 12.5v2.5"/></g>',
  "mic-off":
    '<g fill="none" stroke="currentColor" stroke-width="1.5"><rect x="5.75" y="1.5" width="4.5" height="8" rx="2.25"/><path d="M3 7.5a5 5 0 0 0 10 0M8 12.5v2.5M1.5 1.5l13 13"/></g>',
  camera:
    '<g fill="none" stroke="currentColor" stroke-width="1.5" stroke-linejoin="round"><path d="M1.5 4h8.5v8H1.5z"/><path d="m10 7 4.5-2.5v7L10 9"/></g>',
  "camera-off":
    '<g fill="none" stroke="currentColor" stroke-width="1.5" stroke-linejoin="round"><path d="M1.5 4h8.5v8H1.5z"/><path d="m10 7 4.5-2.5v7L10 9M1.5 1.5l13 13"/></g>',
  leave: '<path d="M9.5 2h-7v12h7M6 8h9m-3-3 3 3-3 3" fill="none" stroke="currentColor" stroke-width="1.5"/>',
  ok: '<path d="m3.5 8.5 3 3 6-7" fill="none" stroke="currentColor" stroke-width="1.75"/>',
} as const;
export type IconName = keyof typeof ICONS;

/** What the documents carry; ids are `s-` + state and `i-` + sign. */
export function sprite(): string {
  const symbols = (prefix: string, drawn: Record<string, string>) =>
    Object.entries(drawn)
      .map(([name, body]) => `<symbol id="${prefix}-${name}" viewBox="0 0 16 16">${body}</symbol>`)
      .join("");
  return `<svg class="sprite" aria-hidden="true">${symbols("s", SHAPES)}${symbols("i", ICONS)}</svg>`;
}
