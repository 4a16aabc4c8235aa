import { messages } from "./language";

export const csvMessages = messages({
  csv: ["CSV", "CSV"],
  label: ["Download CSV, for a spreadsheet", "下载 CSV，可用表格软件打开"],
  saving: ["CSV …", "CSV …"],
  cut: [
    "The list is longer than the file. Narrow it to have the rest.",
    "列表超出文件可容纳的行数。请缩小范围后再下载其余部分。",
  ],
});
