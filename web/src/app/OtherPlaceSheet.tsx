// Over a page whose place is no longer that of the session: what would be done here would be done there.
import { Button } from "../ui/controls";
import { useMessages } from "../ui/language";
import { Sheet } from "../ui/sheet";
import { placeName } from "./menus";
import { appMessages } from "./messages";
import { paths } from "./paths";

export function OtherPlaceSheet({ place }: { place: Parameters<typeof placeName>[0] }) {
  const words = useMessages(appMessages);
  return (
    <Sheet
      title={<bdi>{words.wentElsewhere(placeName(place, words.platform, words.noPlace))}</bdi>}
      answer
      onClose={() => undefined}
      acts={
        <Button look="main" onClick={() => location.assign(paths.today())}>
          {words.loadAnew}
        </Button>
      }
    >
      <p>{words.wentElsewhereText}</p>
    </Sheet>
  );
}
