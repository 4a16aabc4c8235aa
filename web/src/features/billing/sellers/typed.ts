// Who sells, as it is typed: a rate in percent, which the API has in parts of a million. Points are moved in texts. Pure.
import type { NewLegalEntity } from "../../../api/schema.gen";
import { numberIn, numberOf, textOf } from "../../../ui/fields";
import { shifted } from "../../../ui/money";

const PLACES = 4;

/** What is no number stays as it was typed, for the API to refuse at its field. */
export function ppmOf(percent: string): number {
  const typed = percent.replace(/\s*[%％]$/, "");
  return numberIn(/^\d+(\.\d+)?$/.test(typed) ? shifted(typed, PLACES) : percent);
}

export const percentOf = (ppm: number): string => shifted(String(ppm), -PLACES);

/** A number that was left empty is as where nobody has said anything. */
export function typedSeller(form: FormData): NewLegalEntity {
  const lines = (name: string) => textOf(form, name).replaceAll("\r\n", "\n");
  const [days, chase] = [numberOf(form, "/days_until_due"), numberOf(form, "/chase_from")];
  const rate = textOf(form, "/tax_rate_ppm");
  return {
    number_prefix: textOf(form, "/number_prefix"),
    name: textOf(form, "/name"),
    address: lines("/address"),
    tax_id: textOf(form, "/tax_id"),
    email: textOf(form, "/email"),
    bank: lines("/bank"),
    tax_name: textOf(form, "/tax_name"),
    approval: form.has("/approval"),
    ...(rate === "" ? {} : { tax_rate_ppm: ppmOf(rate) }),
    ...(days === undefined ? {} : { days_until_due: days }),
    ...(chase === undefined ? {} : { chase_from: chase }),
  };
}
