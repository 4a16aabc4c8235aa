// The bell line of a school: its lessons of today.
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useNow } from "../../api/clock";
import { todayIn, windowOf } from "../../api/days";
import { useZone } from "../../api/zone";
import { paths } from "../../app/paths";
import { useGo } from "../../ui/link";
import { lessonsIn } from "../lessons/queries";
import { BellLine } from "./BellLine";
import { bellsOf } from "./bell";

const MINUTE_MS = 60_000;

export function SchoolBells() {
  const zone = useZone();
  const go = useGo();
  const date = todayIn(zone, useNow(MINUTE_MS));
  const { data } = useQuery(lessonsIn(windowOf(date, zone)));
  const bells = useMemo(() => data && bellsOf(data), [data]);
  return <BellLine bells={bells} onOpen={(bell) => void go(paths.day({ date, at: bell.time }))} />;
}
