// The bell line of the platform: all clusters, from six to ten.
import { useQuery } from "@tanstack/react-query";
import { useNow } from "../../api/clock";
import { todayIn } from "../../api/days";
import { useZone } from "../../api/zone";
import { paths } from "../../app/paths";
import { useGo } from "../../ui/link";
import type { Bell } from "./bell";
import { BellLine } from "./BellLine";
import { operatorSpan } from "./asked";
import { operatorBells } from "./queries";

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const HOURS = [6, 8, 10, 12, 14, 16, 18, 20];

export function OperatorBells() {
  const zone = useZone();
  const go = useGo();
  const date = todayIn(zone, useNow(MINUTE_MS));
  const span = operatorSpan(date, zone);
  const { data, isError } = useQuery(operatorBells(date, zone));
  const hours = HOURS.map((hour) => ({
    at: span.from + (hour - HOURS[0]!) * HOUR_MS,
    label: String(hour).padStart(2, "0"),
  }));
  const open = (bell: Bell) => void go(paths.ops(new Date(bell.at).toISOString()));
  return <BellLine bells={data} failed={isError} fine span={span} hours={hours} onOpen={open} />;
}
