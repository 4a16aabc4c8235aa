import { messages } from "../../ui/language";

export const unfitMessages = messages({
  title: ["Drafts that do not fit", "排不下的草稿"],
  unnamed: ["Without a name", "未命名"],
  asOf: [(time: string) => `As it was saved ${time}.`, (time: string) => `以 ${time} 保存的内容为准。`],
  all: ["All drafts", "全部草稿"],
  mend: ["Mend", "修改"],
});
