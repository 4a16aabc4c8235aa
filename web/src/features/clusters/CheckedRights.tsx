// What a kubeconfig may do in its cluster, checked and shown before anything is stored.
import type { CheckedCluster } from "../../api/schema.gen";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Facts } from "../../ui/page";
import { Status } from "../../ui/status";
import { Strip } from "../../ui/strip";
import { inUnits } from "../capacity/units";
import css from "./clusters.module.css";
import { clustersMessages } from "./messages";

export function CheckedRights({ found, stale }: { found: CheckedCluster; stale: boolean }) {
  const words = useMessages(clustersMessages);
  const format = useFormat();
  const missing = found.rights.filter((right) => !right.allowed);
  return (
    <div className={css["fields"]}>
      {stale && <Strip state="warming">{words.checkAgain}</Strip>}
      {found.problems.map((problem) => (
        <Strip key={problem.code} state="missed">
          {problem.message}
        </Strip>
      ))}
      {found.rights.length > 0 && missing.length === 0 && (
        <Strip state="ready">{words.rightsOk(format.count(found.rights.length))}</Strip>
      )}
      {missing.length > 0 && (
        <>
          <p>{words.rightsMissing(format.count(missing.length), format.count(found.rights.length))}</p>
          <ul className={css["rights"]}>
            {missing.map((right) => (
              <li key={`${right.verb} ${right.resource}`}>
                <Status state="missed" plain>
                  <span className="code">
                    {right.verb} {right.resource}
                  </span>
                </Status>
              </li>
            ))}
          </ul>
        </>
      )}
      {found.rights.length > 0 && (
        <details>
          <summary>{words.allRights(format.count(found.rights.length))}</summary>
          <ul className={css["rights"]}>
            {found.rights.map((right) => (
              <li key={`${right.verb} ${right.resource}`}>
                <Status state={right.allowed ? "ready" : "missed"} plain>
                  <span className="code">
                    {right.verb} {right.resource}
                  </span>
                </Status>
              </li>
            ))}
          </ul>
        </details>
      )}
      {found.version && (
        <Facts
          facts={[
            [words.version, found.version],
            found.nodes && [
              words.nodes,
              words.nodesOf(format.count(found.nodes.schedulable), format.count(found.nodes.total)),
            ],
            found.nodes && [words.cpu, format.count(inUnits("cpu_milli", found.nodes.cpu_milli))],
            found.nodes && [words.memory, `${format.count(inUnits("memory_mib", found.nodes.memory_mib))} GiB`],
          ]}
        />
      )}
    </div>
  );
}
