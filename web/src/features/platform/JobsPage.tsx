// Work that failed for good, with "run again"; and what waits or runs.
import { useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { paths } from "../../app/paths";
import { useCan } from "../../api/permissions";
import { choice, useAddress } from "../../ui/address";
import { Empty } from "../../ui/empty";
import { useMessages } from "../../ui/language";
import { Tabs } from "../../ui/page";
import { FailureStrip, Strip } from "../../ui/strip";
import { More } from "../../ui/table";
import { JobList } from "./JobList";
import { platformMessages } from "./messages";
import { useRunJob } from "./mutations";
import { PlatformFrame } from "./PlatformFrame";
import { jobs } from "./queries";

const STATES = ["dead", "queued", "running"] as const;
const ADDRESS = { state: choice(STATES, "dead") };

export function JobsPage() {
  const words = useMessages(platformMessages);
  const [{ state }] = useAddress(ADDRESS);
  const query = useSuspenseInfiniteQuery(jobs(state));
  const may = useCan("jobs:run");
  const run = useRunJob();
  const found = query.data.pages.flatMap((page) => page.items);
  const again = state === "dead" && may ? { onRun: run.mutate, running: run.isPending } : {};
  return (
    <PlatformFrame page="jobs" sub={words.jobsText}>
      <Tabs
        label={words.state}
        tabs={STATES.map((one) => ({ href: paths.opsJobs(one), label: words[one], current: one === state }))}
      />
      <FailureStrip error={run.error} />
      {run.data && <Strip state="ready">{words.queuedAgain(run.data.name)}</Strip>}
      {found.length > 0 ? (
        <JobList jobs={found} {...again} />
      ) : (
        <Empty drawing="lamp" title={state === "dead" ? words.noJobs : words.noJobsOf}>
          {state === "dead" && <p>{words.noJobsText}</p>}
        </Empty>
      )}
      <More query={query} />
    </PlatformFrame>
  );
}
