// Texts in components: each feature has a messages.ts, read in the language of the document.
import { useSyncExternalStore } from "react";
import { type Language, language, onLanguage, theme, type Theme } from "../api/ambient";
import { type Messages, type Picked, pick } from "./texts";

export { type Messages, messages, pick, some } from "./texts";

export function useLanguage(): Language {
  return useSyncExternalStore(onLanguage, language);
}

export function useTheme(): Theme {
  return useSyncExternalStore(onLanguage, theme);
}

export function useMessages<M extends Messages>(texts: M): Picked<M> {
  return pick(texts, useLanguage());
}
