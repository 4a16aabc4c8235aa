import { messages } from "../../../ui/language";

export const waysMessages = messages({
  onlyOf: [(rooms: string) => `Moves lessons of ${rooms}`, (rooms: string) => `移动 ${rooms} 的课`],
  alsoOf: [(rooms: string) => `Moves lessons of ${rooms} too`, (rooms: string) => `还会移动 ${rooms} 的课`],
  show: [(room: string) => `Show ${room}`, (room: string) => `查看 ${room}`],
});
