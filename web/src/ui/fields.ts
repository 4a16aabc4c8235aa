// The fields of a form as they were typed, as the API takes them.
export function textOf(form: FormData, name: string): string {
  return String(form.get(name) ?? "").trim();
}

/** What is no whole number is sent as it was typed, as text: the API refuses it at its field. */
export function numberIn(text: string): number {
  return /^\d+$/.test(text) ? Number(text) : (text as unknown as number);
}

/** As `numberIn`; nothing where nothing was typed. */
export function numberOf(form: FormData, name: string): number | undefined {
  const text = textOf(form, name);
  return text === "" ? undefined : numberIn(text);
}
