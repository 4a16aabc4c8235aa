// What is said of the links of a classroom.
import { messages, some } from "../../ui/language";

export const linkMessages = messages({
  links: ["Links for people without an account", "无账号人员的链接"],
  linksText: [
    "Whoever has a link enters this classroom, and no other. A link can be revoked at any time.",
    "持有链接的人只能进入这间教室。链接可随时吊销。",
  ],
  noLinks: ["No links yet.", "还没有链接。"],
  newLink: ["Make a link", "新建链接"],
  forWhom: ["For", "适用于"],
  pupils: ["Pupils", "学生"],
  teacher: ["Teacher", "教师"],
  valid: ["Valid for", "有效期"],
  validLesson: ["one lesson", "一节课"],
  validDay: ["the day", "当天"],
  validTerm: ["the term", "整个学期"],
  passcode: ["Passcode", "口令"],
  passcodeHint: [
    "Optional, 6 to 64 characters. Told to people apart from the link.",
    "可选，6 至 64 个字符，另行告知。",
  ],
  linkName: ["Name", "名称"],
  linkNameHint: ["Optional, for you to tell links apart.", "可选，便于区分。"],
  make: ["Make the link", "生成链接"],
  making: ["Making…", "正在生成…"],
  shownOnce: ["This link is shown once. Copy it or print it now.", "链接仅显示一次，请立即复制或打印。"],
  done: ["Done", "完成"],
  revoke: ["Revoke", "吊销"],
  revokeTitle: ["Revoke this link?", "吊销此链接？"],
  revokeText: ["Nobody enters by it any more. This cannot be undone.", "之后无人能用它进入，且无法撤销。"],
  keepLink: ["Keep it", "保留"],
  revoked: ["revoked", "已吊销"],
  expired: ["expired", "已过期"],
  expires: ["Valid until", "有效至"],
  uses: ["Used", "使用次数"],
  qr: ["QR code of the link", "链接二维码"],
  printLinks: ["Print links", "打印链接"],
  // All of an order
  endAll: ["End all links", "吊销全部链接"],
  endAllTitle: ["End all links of this order?", "吊销此订单的全部链接？"],
  endAllText: [
    "Every link to a classroom of this order ends, for pupils and for teachers, on paper or sent. Nobody enters by them any more; who is inside stays. This cannot be undone.",
    "此订单各教室的链接将全部吊销，包括学生链接与教师链接，无论已打印还是已发送。之后无人能用它们进入，已在教室内的人不受影响。此操作无法撤销。",
  ],
  keepLinks: ["Keep them", "保留"],
  finding: ["Finding the classrooms…", "正在查找教室…"],
  ending: [
    (done: string, all: string) => `Ending… ${done} of ${all} classrooms`,
    (done: string, all: string) => `正在吊销… ${done} / ${all} 间教室`,
  ],
  ended: [
    (n: number, text: string) => (n === 0 ? "There was no link that worked." : `${some(text, "link")} ended.`),
    (n: number, text: string) => (n === 0 ? "没有可用的链接。" : `已吊销 ${text} 个链接。`),
  ],
});
