// The people of the platform, or of a partner.
import { Members } from "../members/Members";
import { PlatformFrame } from "./PlatformFrame";

export function MembersPage() {
  return (
    <PlatformFrame page="people">
      <Members />
    </PlatformFrame>
  );
}
