// Elements without a framework. What is not an element becomes text and never markup: names come from strangers.
type Child = Node | string | false | undefined;
type Handlers = { [E in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[E]) => void };

interface Made {
  class?: string | undefined;
  on?: Handlers;
  /** `true` is an attribute without a value; `false` and undefined leave it out. */
  [attribute: string]: string | boolean | Handlers | undefined;
}

export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  made: Made = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(made)) {
    if (value === undefined || value === false) continue;
    if (typeof value === "object") {
      for (const [event, handler] of Object.entries(value)) element.addEventListener(event, handler as EventListener);
    } else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== false && child !== undefined));
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

/** One of the drawings that stand in the document, by its id: `s-` + state or `i-` + sign. */
export function drawn(id: string, className?: string): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#${id}`);
  svg.setAttribute("aria-hidden", "true");
  if (className) svg.setAttribute("class", className);
  svg.append(use);
  return svg;
}
