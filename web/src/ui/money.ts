// Amounts of money, which the API gives in a currency's smallest unit. Points are moved in texts and never by dividing: what is shown is to the cent what the
// API said. How many digits a currency has is ISO 4217's to say, as for the API; browsers cut some to what coins are left.
import type { Language } from "../api/ambient";
import { kept, locale } from "./format";
import { useLanguage } from "./language";

/** Where browsers show fewer digits than amounts have. */
const DIGITS: Record<string, number> = Object.fromEntries([
  ..."AFN ALL COP HUF IDR IRR KPW LAK LBP MGA MMK PKR SLL SOS SYP YER".split(" ").map((code) => [code, 2] as const),
  ["IQD", 3],
]);
const USUAL_DIGITS = 2;

/** Digits after the point that a currency's amounts have. */
export function digitsOf(currency: string): number {
  const known = DIGITS[currency];
  if (known !== undefined) return known;
  if (!/^[A-Z]{3}$/.test(currency)) return USUAL_DIGITS;
  const format = kept(`digits${currency}`, () => new Intl.NumberFormat("en", { style: "currency", currency }));
  return format.resolvedOptions().maximumFractionDigits ?? USUAL_DIGITS;
}

/** `12.5` with the point so many places further to the right, or to the left below zero: `1250`, `0.125`. */
export function shifted(decimal: string, places: number): string {
  const [, sign = "", whole = "", part = ""] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(decimal) ?? [];
  const digits = whole.padStart(whole.length + Math.max(0, 1 - whole.length - places), "0") + part.padEnd(places, "0");
  const point = digits.length - Math.max(part.length, places) + places;
  const left = digits.slice(0, point).replace(/^0+(?=\d)/, "") || "0";
  const right = digits.slice(point).replace(/0+$/, "");
  return sign + left + (right && `.${right}`);
}

/** What somebody typed in a currency's units, as the API takes it; what is no number stays as it was typed, for the API to refuse at its field. */
export function minorOf(typed: string, currency: string): string {
  return /^\d+(\.\d+)?$/.test(typed) ? shifted(typed, digitsOf(currency)) : typed;
}

/** An amount of the API as somebody would type it. */
export function majorOf(minor: string | number, currency: string): string {
  return shifted(String(minor), -digitsOf(currency));
}

export interface MoneyFormat {
  /** `CN¥1,560.75`. Of a unit's price as many digits as it has. */
  (minor: string | number, currency: string): string;
}

export function moneyIn(language: Language): MoneyFormat {
  return (minor, currency) => {
    const amount = majorOf(minor, currency);
    const least = digitsOf(currency);
    const most = Math.max(least, amount.split(".")[1]?.length ?? 0);
    const make = () =>
      new Intl.NumberFormat(locale(language), {
        style: "currency",
        currency,
        minimumFractionDigits: least,
        maximumFractionDigits: most,
      });
    // As a text, which is read digit by digit: beyond 2^53 cents a number would be rounded.
    return kept(`money${language}${currency}${most}`, make).format(amount as unknown as number);
  };
}

export function useMoney(): MoneyFormat {
  return moneyIn(useLanguage());
}
