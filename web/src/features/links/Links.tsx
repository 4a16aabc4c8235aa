// The links of one classroom: make one, copy it while it is shown, revoke it.
import { useInfiniteQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { paths } from "../../app/paths";
import { useNow } from "../../api/clock";
import { given } from "../../api/given";
import { useAttemptKey } from "../../api/idempotency";
import { isFailure } from "../../api/problem";
import { useChange } from "../../api/queries";
import type { LinkRole, LinkView, Validity } from "../../api/schema.gen";
import { useZone } from "../../api/zone";
import { Button, SelectField, TextField } from "../../ui/controls";
import { ButtonLink } from "../../ui/link";
import { textOf } from "../../ui/fields";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Loaded } from "../../ui/loaded";
import { Name } from "../../ui/name";
import { Section } from "../../ui/page";
import { Qr } from "../../ui/qr";
import { Secret, Sheet } from "../../ui/sheet";
import { FailureStrip } from "../../ui/strip";
import { More, Table } from "../../ui/table";
import { useDenied } from "../me/may-not";
import { MayNot, WhoMay } from "../me/MayNot";
import css from "./links.module.css";
import { linkMessages } from "./messages";
import { makeLink, revokeLink } from "./mutations";
import { isLive, links } from "./queries";

const MINUTE_MS = 60_000;
const TO = "classrooms:join";

/** For those who may let people into it. */
export function Links({ classroom }: { classroom: string }) {
  const words = useMessages(linkMessages);
  const query = useInfiniteQuery(links(classroom));
  const [making, setMaking] = useState(false);
  return (
    <Section
      title={words.links}
      ruled={false}
      aside={
        <span className="acts">
          <ButtonLink look="small" href={paths.printLinks({ classroom })}>
            {words.printLinks}
          </ButtonLink>
          <Button look="small" onClick={() => setMaking(true)}>
            {words.newLink}
          </Button>
        </span>
      }
    >
      <p className="quiet">{words.linksText}</p>
      <Loaded query={query} rows={2}>
        {({ pages }) => {
          const found = pages.flatMap((page) => page.items);
          if (found.length === 0) return <p className="quiet">{words.noLinks}</p>;
          return <LinkTable classroom={classroom} links={found} />;
        }}
      </Loaded>
      <More query={query} />
      {making && <NewLinkSheet classroom={classroom} onClose={() => setMaking(false)} />}
    </Section>
  );
}

/** For who sees the classroom and may let nobody in. */
export function DeniedLinks() {
  const words = useMessages(linkMessages);
  const told = useId();
  const because = useDenied(TO);
  if (!because) return null;
  return (
    <Section title={words.links}>
      <div className="stack-s">
        <p className="quiet">{words.linksText}</p>
        <div className="acts">
          <MayNot to={TO} told={told}>
            {words.newLink}
          </MayNot>
          <MayNot to={TO} told={told}>
            {words.printLinks}
          </MayNot>
        </div>
        <WhoMay id={told} to={[TO]} />
      </div>
    </Section>
  );
}

function LinkTable({ classroom, links: found }: { classroom: string; links: readonly LinkView[] }) {
  const words = useMessages(linkMessages);
  const format = useFormat();
  const zone = useZone();
  const now = useNow(MINUTE_MS);
  const [revoking, setRevoking] = useState<LinkView>();
  const until = (link: LinkView) => {
    if (link.revoked_at) return words.revoked;
    return isLive(link, now) ? format.moment(link.expires_at, zone) : words.expired;
  };
  return (
    <>
      <Table label={words.links}>
        <thead>
          <tr>
            <th scope="col">{words.forWhom}</th>
            <th scope="col">{words.linkName}</th>
            <th scope="col">{words.expires}</th>
            <th scope="col" className="num">
              {words.uses}
            </th>
            <td />
          </tr>
        </thead>
        <tbody>
          {found.map((link) => (
            <tr key={link.id}>
              <th scope="row">{link.role === "pupil" ? words.pupils : words.teacher}</th>
              <td>
                <Name>{link.name}</Name>
              </td>
              <td className="nowrap quiet">{until(link)}</td>
              <td className="num">{format.count(link.uses)}</td>
              <td className="num">
                {isLive(link, now) && (
                  <Button look="small" onClick={() => setRevoking(link)}>
                    {words.revoke}
                  </Button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
      {revoking && <RevokeSheet classroom={classroom} link={revoking} onClose={() => setRevoking(undefined)} />}
    </>
  );
}

function RevokeSheet({ classroom, link, onClose }: { classroom: string; link: LinkView; onClose: () => void }) {
  const words = useMessages(linkMessages);
  const revoke = useChange("links", () => revokeLink(classroom, link.id));
  return (
    <Sheet
      title={words.revokeTitle}
      onClose={onClose}
      acts={
        <>
          <Button onClick={onClose}>{words.keepLink}</Button>
          <Button
            look="warn"
            disabled={revoke.isPending}
            onClick={() => revoke.mutate(undefined, { onSuccess: onClose })}
          >
            {words.revoke}
          </Button>
        </>
      }
    >
      <FailureStrip error={revoke.error} />
      <p>{words.revokeText}</p>
    </Sheet>
  );
}

function NewLinkSheet({ classroom, onClose }: { classroom: string; onClose: () => void }) {
  const words = useMessages(linkMessages);
  const [attempt] = useAttemptKey();
  const make = useChange("links", (form: FormData) =>
    makeLink(
      classroom,
      {
        role: textOf(form, "/role") as LinkRole,
        valid: textOf(form, "/valid") as Validity,
        ...given({ passcode: textOf(form, "/passcode"), name: textOf(form, "/name") }),
      },
      attempt,
    ),
  );
  if (make.data?.address) return <MadeSheet link={make.data} address={make.data.address} onClose={onClose} />;
  const failure = isFailure(make.error) ? make.error : undefined;
  return (
    <Sheet
      title={words.newLink}
      onClose={onClose}
      acts={
        <Button look="main" type="submit" form="new-link" disabled={make.isPending}>
          {make.isPending ? words.making : words.make}
        </Button>
      }
    >
      <FailureStrip error={make.error} fields={["/role", "/valid", "/passcode", "/name"]} />
      <form
        id="new-link"
        className="stack-s"
        onSubmit={(event) => {
          event.preventDefault();
          make.mutate(new FormData(event.currentTarget));
        }}
      >
        <SelectField
          label={words.forWhom}
          name="/role"
          defaultValue="pupil"
          options={[
            ["pupil", words.pupils],
            ["teacher", words.teacher],
          ]}
          error={failure?.field("/role")}
        />
        <SelectField
          label={words.valid}
          name="/valid"
          defaultValue="lesson"
          options={[
            ["lesson", words.validLesson],
            ["day", words.validDay],
            ["term", words.validTerm],
          ]}
          error={failure?.field("/valid")}
        />
        <TextField
          label={words.passcode}
          hint={words.passcodeHint}
          name="/passcode"
          autoComplete="off"
          error={failure?.field("/passcode")}
        />
        <TextField
          label={words.linkName}
          hint={words.linkNameHint}
          name="/name"
          autoComplete="off"
          error={failure?.field("/name")}
        />
      </form>
    </Sheet>
  );
}

function MadeSheet({ link, address, onClose }: { link: LinkView; address: string; onClose: () => void }) {
  const words = useMessages(linkMessages);
  const format = useFormat();
  const zone = useZone();
  return (
    <Sheet title={words.newLink} onClose={onClose} answer acts={<Button onClick={onClose}>{words.done}</Button>}>
      <p>
        <b>{words.shownOnce}</b>
      </p>
      <div className={css["two"]}>
        <Qr text={address} label={words.qr} className={css["qr"]} />
        <div className="stack-s">
          <Secret>{address}</Secret>
          <p className="small quiet">{`${words.expires} ${format.moment(link.expires_at, zone)}`}</p>
        </div>
      </div>
    </Sheet>
  );
}
