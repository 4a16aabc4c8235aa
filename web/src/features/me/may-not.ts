// Why something that the caller may not do cannot be pressed: that the role may not, and which of the same place may.
import type { Language } from "../../api/ambient";
import { useMe } from "../../api/me";
import { can, type Permission } from "../../api/permissions";
import type { Role } from "../../api/schema.gen";
import { formats } from "../../ui/format";
import { pick, useLanguage } from "../../ui/language";
import { mayNotMessages } from "./may-not.messages";
import { roleMessages } from "./role.messages";
import { whoMay } from "./who-may";

/** "Your role may not do this. Owner and admin may." */
export function sayMayNot(roles: readonly Role[], language: Language): string {
  const words = pick(mayNotMessages, language);
  const names = pick(roleMessages, language);
  if (roles.length === 0) return words.mayNot;
  return words.others(
    formats(language).list(roles.map((role, n) => (n === 0 ? names[role] : names[role].toLowerCase()))),
  );
}

/** What a button says `because` of; nothing where the caller may. */
export function useMayNot(permission: Permission): string | undefined {
  const me = useMe();
  const language = useLanguage();
  return can(me, permission) ? undefined : sayMayNot(whoMay(me, permission), language);
}

/** The sentence for the first of these that the caller lacks and somebody of the same place has: that is shown, disabled. Nothing where the caller may all, or
 *  nobody there ever may. */
export function useDenied(...permissions: Permission[]): string | undefined {
  const me = useMe();
  const language = useLanguage();
  const lacking = permissions.find((one) => !can(me, one) && whoMay(me, one).length > 0);
  return lacking && sayMayNot(whoMay(me, lacking), language);
}
