import { messages } from "../../../ui/language";

export const begunMessages = messages({
  goneOn: ["You go on with the amendment that you began.", "您正在继续之前的更改。"],
  goneOnText: ["What you changed then is still in it, and nothing of it is ordered.", "之前的改动仍在其中，尚未下单。"],
  again: ["Begin from the order again", "从订单重新开始"],
});
