import { Members } from "../members/Members";
import { SettingsFrame } from "./SettingsFrame";

export function MembersPage() {
  return (
    <SettingsFrame page="members">
      <Members />
    </SettingsFrame>
  );
}
