// What comes over a page, or in the place of one, whatever the page is: a standing that stops it, a session that has ended or went on elsewhere, search, nothing.
import type { Me } from "../src/api/schema.gen";
import { FailedPage, MissingPage } from "../src/app/missing";
import { OtherPlaceSheet } from "../src/app/OtherPlaceSheet";
import { SignInAgain } from "../src/app/SignInAgain";
import { SearchSheet } from "../src/features/search/SearchSheet";
import { PastDueStrip } from "../src/features/standing/PastDueStrip";
import { SuspendedStrip } from "../src/features/standing/SuspendedStrip";
import { asked } from "./asked";
import { broken, HARD, id, LONG, offline } from "./fixtures";
import type { Views } from "./main";

const nothing = () => undefined;
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
const suspended = (reason: string) =>
  asked(<SuspendedStrip hasEnded={false} />, { "/v1/events": { items: [{ data: { reason } }] } }, ["events:read"]);
const elsewhere = (of: Pick<Me, "place" | "name">) => () => <OtherPlaceSheet place={of} />;

export const frameViews: Views = {
  stopped: {
    suspended: suspended("Unpaid since May"),
    "suspended-hard": suspended(LONG),
    "suspended-read": asked(<SuspendedStrip hasEnded={false} />, {}),
    ended: asked(<SuspendedStrip hasEnded />, {}),
    "past-due": () => <PastDueStrip until={inDays(3)} />,
  },
  session: {
    ended: asked(<SignInAgain />, {}),
    elsewhere: elsewhere({ place: id("ten", 2), name: "新华小学" }),
    "elsewhere-hard": elsewhere({ place: id("ten", 2), name: LONG }),
    "elsewhere-rtl": elsewhere({ place: id("ten", 2), name: HARD[1] }),
    platform: elsewhere({ place: "platform" }),
  },
  search: { empty: asked(<SearchSheet ops={false} onClose={nothing} />, {}) },
  "no-page": {
    missing: () => <MissingPage />,
    broken: () => <FailedPage error={broken} reset={nothing} />,
    offline: () => <FailedPage error={offline} reset={nothing} />,
    unknown: () => <FailedPage error={new TypeError("Failed to fetch dynamically imported module")} reset={nothing} />,
  },
};
