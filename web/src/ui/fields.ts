// The fields of a form as they were typed, as the API takes them.
export function textOf(form: FormData, name: string): string {
  return String(form.get(name) ?? "").trim();
}

/** What is no number is sent as it was typed, as text: the API refuses it at its field. */
export function numberOf(form: FormData, name: string): number | undefined {
  const text = textOf(form, name);
  if (text === "") return undefined;
  return /^\d+$/.test(text) ? Number(text) : (text as unknown as number);
}
