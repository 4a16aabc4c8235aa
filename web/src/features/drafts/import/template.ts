// Lists to fill in, handed to the browser as files.
import { failureOf } from "../../../api/problem";
import { addressOf } from "../../../api/typed";
import { ownHeaders } from "../../../api/upload";
import { download } from "../../../ui/download";

export type Template = readonly [format: "xlsx" | "csv", language: "en" | "zh-CN"];

/** Not a link: links cannot say whom one acts for. */
export async function downloadTemplate([format, spoken]: Template): Promise<void> {
  const address = addressOf("/v1/timetables/template", {}, { format, language: spoken });
  const response = await fetch(address, { headers: ownHeaders() });
  if (!response.ok) throw failureOf(response, await response.json().catch(() => undefined));
  const type = response.headers.get("Content-Type") ?? "application/octet-stream";
  download(spoken === "en" ? `timetable.${format}` : `课表.${format}`, type, await response.blob());
}
