// Work beside requests that waits or failed for good, and whose it is. A view.
import { useId } from "react";
import { paths } from "../../app/paths";
import type { JobView } from "../../api/schema.gen";
import { Button } from "../../ui/controls";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Go } from "../../ui/link";
import { Name } from "../../ui/name";
import { Row, Rows, Table } from "../../ui/table";
import { MayNot, WhoMay } from "../me/MayNot";
import { platformMessages } from "./messages";

/** The whole is read from its label, and by `GET /v1/jobs`. */
const ERROR_MAX = 160;
const TO = "jobs:run";

interface JobListProps {
  jobs: readonly JobView[];
  /** For whoever may; of what failed for good. */
  onRun?: (job: JobView) => void;
  running?: boolean;
}

export function JobList({ jobs, onRun, running }: JobListProps) {
  const words = useMessages(platformMessages);
  const format = useFormat();
  const told = useId();
  const again = (job: JobView) => {
    if (onRun)
      return (
        <Button look="small" disabled={running} onClick={() => onRun(job)}>
          {words.runAgain}
          <span className="vh">: {job.name}</span>
        </Button>
      );
    return (
      job.state === "dead" && (
        <MayNot to={TO} told={told} look="small">
          {words.runAgain}
          <span className="vh">: {job.name}</span>
        </MayNot>
      )
    );
  };
  const whose = (job: JobView) =>
    job.tenant_id && <Go href={paths.opsTenant(job.tenant_id)}>{words.openInstitution}</Go>;
  return (
    <div className="stack-s">
      <div>
        <div className="only-l">
          <Table label={words.jobs}>
            <thead>
              <tr>
                <th scope="col">{words.job}</th>
                <th scope="col" className="num">
                  {words.attempts}
                </th>
                <th scope="col">{words.due}</th>
                <th scope="col">{words.lastError}</th>
                <th scope="col">{words.institution}</th>
                <th scope="col">
                  <span className="vh">{words.runAgain}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {jobs.map((job) => (
                <tr key={job.id}>
                  <th scope="row">{job.name}</th>
                  <td className="num">{format.count(job.attempts)}</td>
                  <td className="nowrap">{format.moment(job.run_at)}</td>
                  <td>
                    <Name max={ERROR_MAX}>{job.last_error}</Name>
                  </td>
                  <td>{whose(job)}</td>
                  <td className="num">{again(job)}</td>
                </tr>
              ))}
            </tbody>
          </Table>
        </div>
        <div className="only-s">
          <Rows label={words.jobs}>
            {jobs.map((job) => (
              <Row
                key={job.id}
                title={job.name}
                detail={
                  <>
                    {format.moment(job.run_at)} <Name max={ERROR_MAX}>{job.last_error}</Name> {whose(job)}
                  </>
                }
                end={again(job)}
              />
            ))}
          </Rows>
        </div>
      </div>
      {jobs.some(({ state }) => state === "dead") && <WhoMay id={told} to={[TO]} />}
    </div>
  );
}
