// A sheet over the page: the native dialog, modal. It closes by Escape, by its sign, and by a press beside it, unless it must be answered.
import { type ReactNode, createContext, useEffect, useId, useRef, useState } from "react";
import { cx } from "./classes";
import { useMessages } from "./language";
import { uiMessages } from "./messages";
import { Copy } from "./strip";
import { Icon } from "./status";
import css from "./sheet.module.css";

/** The open dialog: pop-ups of the date and combo box kit must be inside of it, because everything outside is inert. */
export const SheetElement = createContext<HTMLElement | null>(null);

interface SheetProps {
  title: ReactNode;
  onClose: () => void;
  acts?: ReactNode;
  wide?: boolean;
  /** Cannot be closed but by what it offers. */
  answer?: boolean;
  children: ReactNode;
}

/** Rendered while it is open. Focus goes back to where it was when it is gone. */
export function Sheet({ title, onClose, acts, wide, answer, children }: SheetProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const [element, setElement] = useState<HTMLElement | null>(null);
  const id = useId();
  const words = useMessages(uiMessages);
  useEffect(() => {
    const dialog = ref.current;
    const before = document.activeElement;
    if (dialog && !dialog.open) {
      dialog.showModal();
      firstField(dialog)?.focus();
    }
    setElement(dialog);
    return () => {
      dialog?.close();
      focusAgain(before);
    };
  }, []);
  return (
    <dialog
      ref={ref}
      className={cx(css["sheet"], wide && css["wide"])}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        if (!answer) onClose();
      }}
      onMouseDown={(event) => {
        if (!answer && event.target === ref.current && outside(event, ref.current)) onClose();
      }}
    >
      <SheetElement value={element}>
        <header className={css["head"]}>
          <h2 id={id}>{title}</h2>
          {!answer && (
            <button type="button" className={css["close"]} aria-label={words.close} onClick={onClose}>
              <Icon name="close" />
            </button>
          )}
        </header>
        <div className={css["body"]}>{children}</div>
        {acts && <div className={css["acts"]}>{acts}</div>}
      </SheetElement>
    </dialog>
  );
}

/** To what had the focus before. Where that is drawn anew, as the link of a lesson that was moved is, to the one of the same address; where there is no such any
 *  more, to the page's title. */
function focusAgain(before: Element | null): void {
  if (!(before instanceof HTMLElement)) return;
  if (before.isConnected) return before.focus();
  const href = before.getAttribute("href");
  const same = href && document.querySelector<HTMLElement>(`main a[href="${CSS.escape(href)}"]`);
  if (same) same.focus();
  else document.querySelector<HTMLElement>("main h1")?.focus({ preventScroll: true });
}

/** What somebody came to fill in. On a phone a field brings the keys along, over what the sheet says. */
function firstField(dialog: HTMLElement): HTMLElement | null {
  if (!matchMedia("(pointer: fine)").matches) return null;
  return dialog.querySelector(
    `.${css["body"]} :is(input:not([readonly], [type="checkbox"], [type="radio"]), textarea)`,
  );
}

function outside(event: { clientX: number; clientY: number }, dialog: HTMLElement): boolean {
  const box = dialog.getBoundingClientRect();
  return event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom;
}

/** What is shown once, to be copied. */
export function Secret({ children }: { children: string }) {
  return (
    <div className="stack-s">
      <code className={css["secret"]}>{children}</code>
      <Copy text={children} />
    </div>
  );
}
