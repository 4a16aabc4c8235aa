import { useMe } from "../../api/me";
import { useMessages } from "../../ui/language";
import { Facts, Page } from "../../ui/page";
import { meMessages } from "./messages";

export function ProfilePage() {
  const words = useMessages(meMessages);
  const me = useMe();
  return (
    <Page title={words.title}>
      <Facts facts={[[words.email, me.email]]} />
    </Page>
  );
}
