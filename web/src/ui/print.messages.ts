import { messages } from "./language";

export const printMessages = messages({
  print: ["Print", "打印"],
  loading: [(rows: string) => `Loading all rows… ${rows}`, (rows: string) => `正在载入全部行… ${rows}`],
});
