// The bell line of a school: its lessons of today.
import { useQuery } from "@tanstack/react-query";
import { useNow } from "../../api/clock";
import { todayIn } from "../../api/days";
import { useZone } from "../../api/zone";
import { paths } from "../../app/paths";
import { useGo } from "../../ui/link";
import { BellLine } from "./BellLine";
import { schoolBells } from "./queries";

const MINUTE_MS = 60_000;

export function SchoolBells() {
  const zone = useZone();
  const go = useGo();
  const date = todayIn(zone, useNow(MINUTE_MS));
  const { data, isError } = useQuery(schoolBells(date, zone));
  return <BellLine bells={data} failed={isError} onOpen={(bell) => void go(paths.day({ date, at: bell.time }))} />;
}
