// How a person gets in: by a mail that is on its way, or by a link that is shown once.
import type { Invitation } from "../../api/schema.gen";
import { paths } from "../../app/paths";
import { useMessages } from "../../ui/language";
import { Secret } from "../../ui/sheet";
import { memberMessages } from "./messages";

export function InvitationLink({ email, invitation }: { email: string; invitation: Invitation }) {
  const words = useMessages(memberMessages);
  if (invitation.link_sent_to) return <p>{words.mailed(invitation.link_sent_to)}</p>;
  if (!invitation.link) return <p>{words.linkLost(email)}</p>;
  return (
    <>
      <p>{words.linkOnce}</p>
      <Secret>{`${location.origin}${paths.invitation()}#${invitation.link}`}</Secret>
    </>
  );
}
