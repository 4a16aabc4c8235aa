// Over every page of an institution that is past due, to whoever may pay: how long there is, and where what is owed stands.
import { now } from "../../api/clock";
import { paths } from "../../app/paths";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { ButtonLink } from "../../ui/link";
import { Strip } from "../../ui/strip";
import { standingMessages } from "./messages";

const DAY_MS = 24 * 60 * 60 * 1000;

export function PastDueStrip({ until }: { until: string }) {
  const words = useMessages(standingMessages);
  const format = useFormat();
  const days = Math.max(0, Math.ceil((Date.parse(until) - now()) / DAY_MS));
  return (
    <Strip state="missed" acts={<ButtonLink href={paths.settings("invoices")}>{words.seeInvoices}</ButtonLink>}>
      {words.isPastDue(format.count(days), format.moment(until))}
    </Strip>
  );
}
