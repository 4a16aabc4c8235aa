// What every request and every text depends on besides its own parameters: the language, and the institution that is acted for (`?as=`).
// The language is the document's; a change of it is told to whoever shows words.
export type Language = "en" | "zh-CN";

const YEAR_SECONDS = 31_536_000;
const listeners = new Set<() => void>();

export function language(): Language {
  return document.documentElement.lang === "zh-CN" ? "zh-CN" : "en";
}

export function setLanguage(chosen: Language): void {
  if (chosen === language()) return;
  setCookie("hr_lang", chosen);
  document.documentElement.lang = chosen;
  for (const listener of listeners) listener();
}

export function onLanguage(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The institution that a platform's or partner's person acts for, from the address. */
export function actingFor(): string | undefined {
  return new URLSearchParams(location.search).get("as") ?? undefined;
}

/** What every request of a page says of itself. */
export function spokenFor(): Record<string, string> {
  const tenant = actingFor();
  return { "Accept-Language": language(), ...(tenant ? { "X-Tenant": tenant } : {}) };
}

export type Theme = "light" | "dark" | "system";

export function theme(): Theme {
  const set = document.documentElement.dataset["theme"];
  return set === "light" || set === "dark" ? set : "system";
}

export function setTheme(chosen: Theme): void {
  setCookie("hr_theme", chosen === "system" ? undefined : chosen);
  document.documentElement.dataset["theme"] = chosen === "system" ? "" : chosen;
  for (const listener of listeners) listener();
}

function setCookie(name: string, value: string | undefined): void {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${name}=${value ?? ""}; Path=/; Max-Age=${value === undefined ? 0 : YEAR_SECONDS}; SameSite=Lax${secure}`;
}
