// A swipe over the week of a phone: to the day before or after. What goes down or up is a scroll.
import { type TouchEvent, useRef } from "react";

const FAR = 60;

export function useSwipe(onSwipe: ((days: 1 | -1) => void) | undefined) {
  const from = useRef<{ x: number; y: number } | undefined>(undefined);
  if (!onSwipe) return {};
  return {
    onTouchStart: (event: TouchEvent) => {
      const touch = event.touches[0];
      from.current = touch && { x: touch.clientX, y: touch.clientY };
    },
    onTouchEnd: (event: TouchEvent) => {
      const [start, touch] = [from.current, event.changedTouches[0]];
      if (!start || !touch) return;
      const [right, down] = [touch.clientX - start.x, touch.clientY - start.y];
      if (Math.abs(right) > FAR && Math.abs(right) > 2 * Math.abs(down)) onSwipe(right < 0 ? 1 : -1);
    },
  };
}
