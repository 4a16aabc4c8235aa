import { messages } from "../../ui/language";

export const partnersMessages = messages({
  partners: ["Partners", "合作方"],
  make: ["New partner", "新建合作方"],
  name: ["Name", "名称"],
  externalId: ["External number", "外部编号"],
  externalIdHint: ["Yours, if you keep one.", "可选，您自己的编号。"],
  created: ["Created", "创建时间"],
  none: ["No partners yet", "还没有合作方"],
  noneText: ["A partner creates institutions of its own and looks after them.", "合作方可以创建并管理自己的机构。"],
  createIt: [(name: string) => `Create ${name}`, (name: string) => `创建“${name}”`],
  createNameless: ["Create the partner", "创建合作方"],
  creating: ["Creating…", "创建中…"],
  institutionsOf: ["Institutions", "机构"],
  more: ["Show more", "显示更多"],
  rename: ["Change", "修改"],
  renameOf: [(name: string) => `Change ${name}`, (name: string) => `修改“${name}”`],
  save: ["Save", "保存"],
  saving: ["Saving…", "保存中…"],
});
