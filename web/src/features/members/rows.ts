// A staff list as it is pasted: a person a line, columns by tab, comma or semicolon in either width. Pure.
export interface PastedRow {
  email: string;
  name?: string;
  teaches_as?: string[];
}

const SEPARATORS = /[\t,;，；]/;

export function rowsOf(text: string): PastedRow[] {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  return lines.filter((line) => line !== "").map(rowOf);
}

function rowOf(line: string): PastedRow {
  const [first = "", ...others] = line.split(SEPARATORS).map((part) => part.trim().replace(/^"(.*)"$/, "$1"));
  // In staff lists the name often stands before the address.
  const swapped = !first.includes("@") && others[0]?.includes("@");
  const [email, name, ...teaches] = swapped ? [others[0]!, first, ...others.slice(1)] : [first, ...others];
  const names = teaches
    .flatMap((part) => part.split(/[/、|]/))
    .map((part) => part.trim())
    .filter(Boolean);
  return { email: email!, ...(name ? { name } : {}), ...(names.length > 0 ? { teaches_as: names } : {}) };
}
