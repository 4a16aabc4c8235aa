import { Button } from "../../../ui/controls";
import { focusField, type Sentence } from "./fields";

/** What the API says of a step's fields, on top of it: each leads to its field. */
export function WrongFields({ sentences }: { sentences: readonly Sentence[] }) {
  if (sentences.length === 0) return null;
  const first = new Map([...sentences].reverse().map((one) => [one.detail, one.pointer]));
  return (
    <div role="alert">
      <ul>
        {[...new Set(sentences.map((one) => one.detail))].map((detail) => (
          <li key={detail}>
            <Button look="line" onClick={() => focusField(first.get(detail) ?? "")}>
              {detail}
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}
