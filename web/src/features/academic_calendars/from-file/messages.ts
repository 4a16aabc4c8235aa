import { messages } from "../../../ui/language";

export const fromFileMessages = messages({
  fromFile: ["From a file", "从文件导入"],
  fromFileOf: [(name: string) => `From a file into ${name}`, (name: string) => `从文件导入到“${name}”`],
  title: ["Days off from a file", "从文件导入停课日"],
  what: [
    "A calendar of holidays (.ics), as Outlook, Google or Apple export it; at most 16 MiB. Nothing is kept until you save.",
    "节假日日历（.ics），可由 Outlook、Google 或 Apple 日历导出；最大 16 MiB。保存之前不会留下任何内容。",
  ],
  choose: ["Choose a file", "选择文件"],
  another: ["Another file", "换一个文件"],
  reading: ["The service reads the file…", "正在读取文件…"],
  tooLarge: ["There may be at most 16 MiB.", "文件最大 16 MiB。"],
  counts: [
    (name: string, read: string, taken: string, rest: string) =>
      `${name}: ${read} events, ${taken} of them days off, ${rest} not taken as such.`,
    (name: string, read: string, taken: string, rest: string) =>
      `${name}：共 ${read} 项，其中 ${taken} 项为停课，${rest} 项未按停课采用。`,
  ],
  daysOff: ["Days off", "停课日"],
  noDays: ["There is no day off in this file.", "文件中没有停课日。"],
  makeUps: ["Make-up days", "调课日"],
  makeUpsWhy: [
    "On these days lessons are held although they would be free. Only you know which day's.",
    "这些日子虽为休息日但照常上课，按哪一天的课表上课需由学校确定。",
  ],
  inFile: [(title: string) => `In the file: ${title}`, (title: string) => `文件中为：${title}`],
  runsAs: ["Runs as", "按此日课表"],
  noLessons: ["No lessons that day", "当天不上课"],
  notItself: ["Choose another day than itself.", "请选择该日以外的日期。"],
  firstDay: ["First day", "首日"],
  lastDay: ["Last day", "末日"],
  readAgain: ["Read it again", "重新读取"],
  rest: [
    (n: number, text: string) => (n === 1 ? "1 event was not taken" : `${text} events were not taken`),
    (_n: number, text: string) => `${text} 项未采用`,
  ],
  event: [(at: string) => `Event ${at}`, (at: string) => `第 ${at} 项`],
  name: ["Name of the new calendar", "新校历名称"],
  save: ["Save as a new calendar", "保存为新校历"],
  add: [(name: string) => `Add to ${name}`, (name: string) => `加入“${name}”`],
  saving: ["Saving", "正在保存"],
  open: [
    (n: number, text: string) =>
      n === 1 ? "1 make-up day is still to be answered." : `${text} make-up days are still to be answered.`,
    (_n: number, text: string) => `还有 ${text} 个调课日待确定。`,
  ],
});
