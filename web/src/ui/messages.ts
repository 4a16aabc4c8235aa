import { messages } from "./language";

export const uiMessages = messages({
  offline: ["No connection.", "无网络连接。"],
  broken: ["Something went wrong on our side.", "服务内部出错。"],
  requestId: ["Request id", "请求编号"],
  copy: ["Copy", "复制"],
  copied: ["Copied", "已复制"],
  again: ["Try again", "重试"],
  close: ["Close", "关闭"],
  cancel: ["Cancel", "取消"],
  more: ["Show more", "显示更多"],
  loading: ["Loading", "正在加载"],
  of: [(used: string, limit: string) => `${used} of ${limit}`, (used: string, limit: string) => `${used} / ${limit}`],
});
