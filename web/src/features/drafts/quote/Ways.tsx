// What would fit instead, each a button that takes it. While one is pointed at it hangs over the week as a ghost; where it moves lessons of classes that are not
// shown, it says of which, and shows them.
import type { Alternative, Quote } from "../../../api/schema.gen";
import { Button } from "../../../ui/controls";
import { useFormat } from "../../../ui/format";
import { useMessages } from "../../../ui/language";
import { clipped } from "../../../ui/texts";
import css from "../editor/editor.module.css";
import { draftMessages } from "../messages";
import type { VerdictActions } from "./Verdict";
import { waysMessages } from "./ways.messages";

const NAME_MAX = 40;

export function Ways({ quote, actions }: { quote: Quote; actions: VerdictActions }) {
  const words = useMessages(draftMessages);
  return (
    <div>
      <h3>{words.possible}</h3>
      <div className={css["ways"]}>
        {quote.alternatives.map((way, index) => (
          <Way key={index} way={way} actions={actions} />
        ))}
      </div>
      {!quote.alternatives_complete && <p className="small quiet">{words.more}</p>}
    </div>
  );
}

function Way({ way, actions }: { way: Alternative; actions: VerdictActions }) {
  const words = useMessages(draftMessages);
  const texts = useMessages(waysMessages);
  const format = useFormat();
  const { here, elsewhere } = actions.moves(way);
  const [other, ...more] = elsewhere.map((room) => clipped(room, NAME_MAX));
  const rooms = other !== undefined && more.length > 0 ? words.roomsAndMore(other, format.count(more.length)) : other;
  const point = {
    onPointerEnter: () => actions.preview(way),
    onPointerLeave: () => actions.preview(undefined),
    onFocus: () => actions.preview(way),
    onBlur: () => actions.preview(undefined),
  };
  return (
    <div>
      <button type="button" {...point} onClick={() => actions.take(way)}>
        <b>{way.explain.message}</b>
        {here > 0 && <small>{words.moved(here, format.count(here))}</small>}
        {rooms !== undefined && (
          <small>
            <bdi>{here > 0 ? texts.alsoOf(rooms) : texts.onlyOf(rooms)}</bdi>
          </small>
        )}
      </button>
      {other !== undefined && (
        <Button look="line" {...point} onClick={() => actions.show(way, elsewhere[0] ?? other)}>
          {texts.show(other)}
        </Button>
      )}
    </div>
  );
}
