// Where an operator begins: the next bell. A partner, who sees none, begins at its institutions.
import { useEffect } from "react";
import { paths } from "../../app/paths";
import { useCan } from "../../api/permissions";
import { useGo } from "../../ui/link";
import { NextBellPage } from "./NextBellPage";

export { askOps } from "./first";

export function OpsHomePage() {
  const sees = useCan("platform_orders:read");
  return sees ? <NextBellPage /> : <Institutions />;
}

function Institutions() {
  const go = useGo();
  useEffect(() => void go(paths.opsTenants(), { replace: true }));
  return null;
}
