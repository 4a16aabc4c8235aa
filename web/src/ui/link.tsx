// Links inside the portal. Addresses come from app/paths as plain text; `?as=` goes along with every one of them.
import { useRouter } from "@tanstack/react-router";
import type { AnchorHTMLAttributes, MouseEvent, ReactNode } from "react";
import { actingFor } from "../api/ambient";
import { cx } from "./classes";
import type { Look } from "./controls";
import css from "./controls.module.css";
import { useNarrow } from "./narrow";

/** The address with the institution that is acted for. */
export function withActing(href: string, as = actingFor()): string {
  if (!as) return href;
  const url = new URL(href, location.origin);
  if (!url.searchParams.has("as")) url.searchParams.set("as", as);
  return url.pathname + url.search + url.hash;
}

/** Whether an address is of another institution than this page, or of none. That is a document of its own: who is asked for, what was read and what
 *  stands around the page are all this one's. */
export function elsewhere(to: string, as = actingFor()): boolean {
  return (new URL(to, location.origin).searchParams.get("as") ?? undefined) !== as;
}

interface GoProps extends Omit<AnchorHTMLAttributes<HTMLAnchorElement>, "href"> {
  href: string;
  current?: boolean;
  /** Takes the place of this page in the history. */
  replace?: boolean;
  /** Leaves `?as=` behind: links to the platform's own pages. */
  leave?: boolean;
  children: ReactNode;
}

export function Go({ href, current, replace, leave, onClick, children, ...rest }: GoProps) {
  const router = useRouter();
  const to = leave ? href : withActing(href);
  const click = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event);
    const own = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    if (event.defaultPrevented || !own || rest.target || elsewhere(to)) return;
    event.preventDefault();
    void router.navigate({ href: to, replace: replace ?? false });
  };
  const warm = () => {
    if (elsewhere(to)) return;
    void router.preloadRoute({ to: new URL(to, location.origin).pathname }).catch(() => undefined);
  };
  return (
    <a
      {...rest}
      href={to}
      onClick={click}
      onPointerEnter={warm}
      onFocus={warm}
      {...(current ? { "aria-current": "page" as const } : {})}
    >
      {children}
    </a>
  );
}

/** Goes to an address of the portal by program. */
export function useGo(): (href: string, options?: { replace?: boolean }) => Promise<void> {
  const router = useRouter();
  return async (href, options) => {
    const to = withActing(href);
    if (elsewhere(to)) location.assign(to);
    else await router.navigate({ href: to, replace: options?.replace ?? false });
  };
}

/** A link that looks like a button: the next step is another page. */
export function ButtonLink({ href, look, children }: { href: string; look?: Look; children: ReactNode }) {
  return (
    <Go href={href} className={cx(look !== "line" && css["btn"], look && css[look])}>
      {children}
    </Go>
  );
}

/** The same to another document: a full load, on a wide screen beside this page. */
export function DocumentLink({
  href,
  look,
  label,
  children,
}: {
  href: string;
  look?: Look | undefined;
  label: string;
  children: ReactNode;
}) {
  const beside = useNarrow() ? {} : { target: "_blank", rel: "noopener" };
  return (
    <a href={withActing(href)} className={cx(css["btn"], look && css[look])} aria-label={label} {...beside}>
      {children}
    </a>
  );
}
