import { messages, some } from "../../ui/language";

export const bellMessages = messages({
  line: ["Bell line", "铃响线"],
  lineAll: ["Bell line, all clusters", "铃响线，全部集群"],
  bells: ["Bells of the day", "当日铃响"],
  bell: [(time: string) => `${time} bell`, (time: string) => `${time} 铃响`],
  inTime: [(time: string) => ` in ${time}`, (time: string) => ` · 还有 ${time}`],
  running: [" · running", " · 进行中"],
  none: ["No lessons today", "今天没有课"],
  failed: ["The bells could not be read", "铃响信息未能读取"],
  over: ["No more bells today", "今天的铃已响完"],
  rooms: [(rooms: string) => some(rooms, "room"), (rooms: string) => `${rooms} 间教室`],
  time: ["Time", "时间"],
  roomsHead: ["Rooms", "教室"],
  states: ["States", "状态"],
  // How many rooms of a bell are how far, as part of a sentence
  n_missed: [(n: string) => `${n} not ready`, (n: string) => `${n} 间未就绪`],
  n_warming: [(n: string) => `${n} getting ready`, (n: string) => `${n} 间准备中`],
  n_live: [(n: string) => `${n} in class`, (n: string) => `${n} 间上课中`],
  n_ready: [(n: string) => `${n} ready`, (n: string) => `${n} 间已就绪`],
  n_scheduled: [(n: string) => `${n} scheduled`, (n: string) => `${n} 间已排定`],
  n_ended: [(n: string) => `${n} ended`, (n: string) => `${n} 间已结束`],
  n_cancelled: [(n: string) => `${n} cancelled`, (n: string) => `${n} 间已取消`],
  tally: [(parts: readonly string[]) => parts.join(", "), (parts: readonly string[]) => parts.join("，")],
  said: [(time: string, tally: string) => `${time}: ${tally}`, (time: string, tally: string) => `${time}：${tally}`],
});
