// A limit as a ruler with ten ticks: what is used as a bar, the highest booked as a mark, both in figures beside it.
import type { ReactNode } from "react";
import { cx } from "./classes";
import { useFormat } from "./format";
import { useMessages } from "./language";
import { uiMessages } from "./messages";
import css from "./strip.module.css";

interface RulerProps {
  label: ReactNode;
  used: number;
  limit: number;
  peak?: number | undefined;
  /** Instead of `used of limit`: amounts of money are not counted. */
  figures?: string;
  /** Under the ruler: where and when the peak is. */
  children?: ReactNode;
}

/** From this share of a limit on it is tight. */
export const TIGHT = 0.9;

export function Ruler({ label, used, limit, peak, figures, children }: RulerProps) {
  const words = useMessages(uiMessages);
  const format = useFormat();
  const most = Math.max(used, peak ?? 0);
  const share = (value: number) => (limit > 0 ? (value / limit) * 100 : value > 0 ? 100 : 0);
  return (
    <div className={cx(most > limit ? css["over"] : most > limit * TIGHT && css["tight"])}>
      <div className={css["pair"]}>
        <span>{label}</span>
        <span className="num">{figures ?? words.of(format.count(used), format.count(limit))}</span>
      </div>
      <span className={css["ruler"]} aria-hidden="true">
        <i style={{ "--v": share(used) } as React.CSSProperties} />
        {peak !== undefined && <b style={{ "--p": share(peak) } as React.CSSProperties} />}
      </span>
      {children}
    </div>
  );
}
