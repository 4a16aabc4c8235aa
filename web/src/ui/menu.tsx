// A button with a list under it. Apart from the sheet, which no first page shows.
import { type ReactNode, useId, useRef } from "react";
import css from "./sheet.module.css";

/** A button that opens a list of links and buttons: the native popover, placed under it. */
export function Menu({ label, said, children }: { label: ReactNode; said?: string; children: ReactNode }) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const pop = useRef<HTMLDivElement>(null);
  const place = () => {
    const [at, box] = [button.current?.getBoundingClientRect(), pop.current];
    if (!at || !box) return;
    box.style.top = `${at.bottom + 4}px`;
    box.style.left = `${Math.max(8, Math.min(at.left, window.innerWidth - box.offsetWidth - 8))}px`;
  };
  return (
    <span className={css["menu"]}>
      <button ref={button} type="button" popoverTarget={id} {...(said ? { "aria-label": said } : {})}>
        {label}
      </button>
      <div
        ref={pop}
        id={id}
        popover="auto"
        className={css["pop"]}
        onToggle={(event) => event.newState === "open" && place()}
        onClick={(event) => {
          if ((event.target as HTMLElement).closest("a, button")) pop.current?.hidePopover();
        }}
      >
        {children}
      </div>
    </span>
  );
}

export const menuLabelClass = css["label"] ?? "";
