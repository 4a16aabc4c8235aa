// Somebody for a partner: the first has nobody there who could invite them.
import { useAttemptKey } from "../../api/idempotency";
import { isFailure } from "../../api/problem";
import type { PartnerView } from "../../api/schema.gen";
import { Button, TextField } from "../../ui/controls";
import { textOf } from "../../ui/fields";
import { FormSheet } from "../../ui/form-sheet";
import { useMessages } from "../../ui/language";
import { Sheet } from "../../ui/sheet";
import { InvitationLink } from "../members/InvitationLink";
import { partnersMessages } from "./messages";
import { useInviteToPartner } from "./mutations";

export function InviteSheet({ partner, onClose }: { partner: PartnerView; onClose: () => void }) {
  const words = useMessages(partnersMessages);
  const [key, renew] = useAttemptKey();
  const invite = useInviteToPartner(partner.id, key);
  const title = words.inviteTo(partner.name);
  if (invite.data) {
    const done = (
      <Button look="main" onClick={onClose}>
        {words.done}
      </Button>
    );
    return (
      <Sheet title={title} onClose={onClose} acts={done}>
        <InvitationLink email={invite.data.email} invitation={invite.data} />
      </Sheet>
    );
  }
  return (
    <FormSheet
      title={title}
      send={invite.isPending ? words.inviting : words.inviteNow}
      sending={invite.isPending}
      error={invite.error}
      fields={["/email"]}
      onSend={(form) =>
        invite.mutate(
          { email: textOf(form, "/email"), role: "partner_admin" },
          // Where no answer came the same key asks what became of it.
          { onError: (error) => isFailure(error) && error.kind === "invalid" && renew() },
        )
      }
      onClose={onClose}
    >
      <TextField
        label={words.email}
        hint={words.inviteHint}
        name="/email"
        type="email"
        error={isFailure(invite.error) ? invite.error.field("/email") : undefined}
        required
      />
    </FormSheet>
  );
}
