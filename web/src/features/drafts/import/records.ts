// Text with separators as records that know their line, cut as the service cuts it, so that the row that it speaks of is the one that is mended here.
export interface Record {
  /** The line on which it begins, from 1. */
  line: number;
  /** Where it stands in the text, without its line end. */
  from: number;
  to: number;
  fields: string[];
}

const BREAK = /\r\n|\r|\n/g;

/** Where a quoted field ends: at a quote before a separator or the end of a line; -1 where none does. */
function closing(text: string, from: number, separator: string, maySpan: boolean): number {
  let broken = false;
  for (let at = from; at < text.length; at += 1) {
    const sign = text[at];
    if (sign === "\r" || sign === "\n") {
      if (!maySpan) return -1;
      broken = true;
    } else if (sign === '"') {
      if (text[at + 1] === '"') {
        at += 1;
        continue;
      }
      let after = at + 1;
      while (text[after] === " ") after += 1;
      const next = text[after];
      if (next === undefined || next === separator || next === "\r" || next === "\n") return at;
      if (broken) return -1;
    }
  }
  return -1;
}

class Reader {
  at = 0;
  line = 1;
  private maySpan = true;

  constructor(
    readonly text: string,
    readonly separator: string,
  ) {}

  endOfLine(): void {
    const sign = this.text[this.at];
    if (sign === "\r" || sign === "\n") this.at += this.text.startsWith("\r\n", this.at) ? 2 : 1;
    this.line += 1;
  }

  record(): Record {
    const found: Record = { line: this.line, from: this.at, to: this.at, fields: [] };
    let open = false;
    for (;;) {
      const field = open ? undefined : this.quoted();
      if (field === null) open = true;
      found.fields.push(field ?? this.plain());
      if (this.text[this.at] !== this.separator) break;
      this.at += 1;
    }
    found.to = this.at;
    this.endOfLine();
    return found;
  }

  private plain(): string {
    const from = this.at;
    for (; this.at < this.text.length; this.at += 1) {
      const sign = this.text[this.at];
      if (sign === this.separator || sign === "\r" || sign === "\n") break;
    }
    return this.text.slice(from, this.at);
  }

  /** Undefined where no quote begins; null where one does and is never closed, and is a character from there on. */
  private quoted(): string | undefined | null {
    let quote = this.at;
    while (this.text[quote] === " ") quote += 1;
    if (this.text[quote] !== '"') return undefined;
    const close = closing(this.text, quote + 1, this.separator, this.maySpan);
    if (close < 0) {
      this.maySpan = false;
      return null;
    }
    const inner = this.text.slice(quote + 1, close);
    this.line += inner.match(BREAK)?.length ?? 0;
    this.at = close + 1;
    while (this.text[this.at] === " ") this.at += 1;
    return inner.replaceAll('""', '"');
  }
}

/** The sign between fields, by the service's name for it. */
export function signOf(separator: string): string {
  return separator === "tab" ? "\t" : separator;
}

/** The records that begin on the lines wanted. */
export function recordsAt(text: string, separator: string, lines: ReadonlySet<number>): Map<number, Record> {
  const found = new Map<number, Record>();
  const reader = new Reader(text, separator);
  const told = /^sep=[^\r\n][ \t]*(?=[\r\n]|$)/i.exec(text);
  if (told) {
    reader.at = told[0].length;
    reader.endOfLine();
  }
  while (reader.at < text.length && found.size < lines.size) {
    const record = reader.record();
    if (lines.has(record.line)) found.set(record.line, record);
  }
  return found;
}

function written(field: string, separator: string): string {
  const plain = !/["\r\n]|^\s|\s$/.test(field) && !field.includes(separator);
  return plain ? field : `"${field.replaceAll('"', '""')}"`;
}

/** The text with other fields in the record that begins on a line; as it was where none does. */
export function withRecord(text: string, separator: string, line: number, fields: readonly string[]): string {
  const record = recordsAt(text, separator, new Set([line])).get(line);
  if (!record) return text;
  const put = fields.map((field) => written(field, separator)).join(separator);
  return text.slice(0, record.from) + put + text.slice(record.to);
}

/** A cell that no spreadsheet takes for a formula. */
export function harmless(cell: string): string {
  return /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
}

/** A list for a spreadsheet: a byte order mark tells it that this is UTF-8. */
export function csvOf(rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => cells.map((cell) => written(harmless(cell), ",")).join(",");
  return `\uFEFF${rows.map(line).join("\r\n")}\r\n`;
}
