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
  said: [(time: string, parts: string) => `${time}: ${parts}`, (time: string, parts: string) => `${time}：${parts}`],
});
