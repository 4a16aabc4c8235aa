// Text that people gave: a name, a title. Isolated, so that its direction does not turn the sentence around, and clipped in the middle when it is long.
import { clipped } from "./texts";

const CLIP = 60;

export function Name({ children, max = CLIP }: { children: string | null | undefined; max?: number }) {
  const text = children ?? "";
  const shown = clipped(text, max);
  if (shown === text) return <bdi>{text}</bdi>;
  return (
    <bdi aria-label={text} title={text} role="text">
      {shown}
    </bdi>
  );
}
