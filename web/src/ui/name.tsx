// Text that people gave: a name, a title. Isolated, so that its direction does not turn the sentence around, and clipped in the middle when it is long.
const CLIP = 60;

export function Name({ children, max = CLIP }: { children: string | null | undefined; max?: number }) {
  const text = children ?? "";
  const parts = [...text];
  if (parts.length <= max) return <bdi>{text}</bdi>;
  const half = Math.floor((max - 1) / 2);
  return (
    <bdi aria-label={text} title={text} role="text">
      {`${parts.slice(0, half).join("")}…${parts.slice(-half).join("")}`}
    </bdi>
  );
}
