// What stands where a page would: nothing is there, or it could not be shown.
import { useQueryErrorResetBoundary } from "@tanstack/react-query";
import { type ErrorComponentProps, useRouter } from "@tanstack/react-router";
import { loadAnew, Unfetched } from "../api/fetched";
import { isFailure } from "../api/problem";
import { ButtonLink } from "../ui/link";
import { Empty } from "../ui/empty";
import { useMessages } from "../ui/language";
import { Page } from "../ui/page";
import { Failed } from "../ui/strip";
import { appMessages } from "./messages";
import { paths } from "./paths";

export function MissingPage() {
  const words = useMessages(appMessages);
  return (
    <Page title={words.missing}>
      <Empty drawing="lamp" title={words.missingDetail}>
        <ButtonLink href={paths.today()}>{words.home}</ButtonLink>
      </Empty>
    </Page>
  );
}

export function FailedPage({ error, reset }: ErrorComponentProps) {
  const words = useMessages(appMessages);
  const queries = useQueryErrorResetBoundary();
  const router = useRouter();
  if (isFailure(error) && error.kind === "not-found") return <MissingPage />;
  const again = () => {
    if (!isFailure(error) || error instanceof Unfetched) return void loadAnew();
    queries.reset();
    reset();
    void router.invalidate();
  };
  return (
    <Page title={words.failed}>
      <Failed error={error} again={again} />
    </Page>
  );
}
