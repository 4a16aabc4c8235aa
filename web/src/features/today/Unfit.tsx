// Drafts of one's own that would be refused, as a quote said when they were saved. Nobody's first glance needs them: they come after the page, at its end,
// where nothing moves.
import { useQuery } from "@tanstack/react-query";
import { paths } from "../../app/paths";
import type { DraftSummary } from "../../api/schema.gen";
import { useZone } from "../../api/zone";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { ButtonLink } from "../../ui/link";
import { Name } from "../../ui/name";
import { Section } from "../../ui/page";
import { Shape } from "../../ui/status";
import { unfitDrafts } from "../drafts/queries";
import css from "./today.module.css";
import { unfitMessages } from "./unfit.messages";

/** More are in the list of all drafts. */
const SHOWN = 5;

/** What was mended a moment ago is not shown as it was before. */
export function Unfit() {
  const { data = [] } = useQuery({ ...unfitDrafts(), staleTime: 0 });
  return <UnfitList drafts={data.filter((draft) => draft.mine)} />;
}

export function UnfitList({ drafts }: { drafts: readonly DraftSummary[] }) {
  const words = useMessages(unfitMessages);
  const format = useFormat();
  const zone = useZone();
  if (drafts.length === 0) return null;
  return (
    <Section title={words.title} aside={<span className="quiet">{format.count(drafts.length)}</span>}>
      <ul className={css["todo"]}>
        {drafts.slice(0, SHOWN).map((draft) => (
          <li key={draft.id}>
            <Shape state="refused" />
            <div className="stack-s">
              <b>
                <Name>{draft.name ?? words.unnamed}</Name>
              </b>
              <p className="quiet">{words.asOf(format.moment(draft.updated_at, zone))}</p>
              <ButtonLink look="small" href={paths.draft(draft.id, "week")}>
                {words.mend}
                <span className="vh">: {draft.name ?? words.unnamed}</span>
              </ButtonLink>
            </div>
          </li>
        ))}
      </ul>
      {drafts.length > SHOWN && (
        <ButtonLink look="small" href={paths.drafts()}>
          {words.all}
        </ButtonLink>
      )}
    </Section>
  );
}
