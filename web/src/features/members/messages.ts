import { messages, some } from "../../ui/language";

export const memberMessages = messages({
  members: ["Members", "成员"],
  add: ["Add members", "添加成员"],
  name: ["Name", "姓名"],
  role: ["Role", "角色"],
  teachesAs: ["In timetables as", "课表中的姓名"],
  teachesHint: ["The names under which timetables list this teacher, one a line", "课表中该教师所用的姓名，每行一个"],
  since: ["Since", "加入时间"],
  invited: ["Invited", "已邀请"],
  edit: ["Edit", "编辑"],
  save: ["Save", "保存"],
  remove: ["Remove", "移除"],
  removeTitle: ["Remove this member", "移除此成员"],
  removeSay: [
    (who: string) => `${who} can no longer enter here. What they have elsewhere stays.`,
    (who: string) => `${who} 将无法再进入此机构，在其他机构的身份不受影响。`,
  ],
  keep: ["Keep", "保留"],
  inviteAgain: ["Invite again", "重新邀请"],
  rows: ["One a line: e-mail, name, names in timetables", "每行一人：邮箱、姓名、课表中的姓名"],
  rowsHint: [
    "Separated by a comma or a tab, as a spreadsheet gives them when they are pasted. At most 200.",
    "以逗号或制表符分隔，可直接从电子表格粘贴，最多 200 行。",
  ],
  addNow: [(count: string) => `Add ${count}`, (count: string) => `添加 ${count} 人`],
  adding: ["Adding…", "正在添加…"],
  taken: [
    (ok: string, bad: string) => `${some(ok, "row")} taken, ${bad} not.`,
    (ok: string, bad: string) => `已读取 ${ok} 行，${bad} 行未读取。`,
  ],
  mailed: [(email: string) => `A link is on its way to ${email}.`, (email: string) => `链接已发送至 ${email}。`],
  linkLost: [
    (email: string) =>
      `${email} was added, and the link was in an answer that did not arrive. Make a new link for them.`,
    (email: string) => `已添加 ${email}，但包含链接的答复未送达，请为其生成新的链接。`,
  ],
  linkOnce: [
    "This link is shown once. Give it to the person: it lasts seven days.",
    "此链接仅显示一次，请交给本人，七天内有效。",
  ],
  done: ["Done", "完成"],
  find: ["Find members", "查找成员"],
  findHint: ["Name or e-mail", "姓名或邮箱"],
  nothingFound: ["Nobody is found.", "没有找到。"],
  clear: ["Clear filters", "清除筛选"],
  none: ["Nobody is here yet", "还没有成员"],
});
